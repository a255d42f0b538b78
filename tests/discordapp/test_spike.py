async def test_a(scene, store):
    m = await scene.ann.send(scene.channel, "!anxious")
    for x in scene.channel.history(): print(x.author, repr(x.content), [ (b.label,b.custom_id) for r in x.components for b in r.children])
    print(scene.env.transcript())
    for r in scene.env.http_requests: print(r.method, r.path, r.json)
    last = scene.channel.last_message
    res = await scene.ann.click(last, label="Continue in private")
    print(res, res.response)
    dm = scene.ann.user.dm_channel
    for x in dm.history(): print(x.author, repr(x.content), [ (b.label,b.custom_id) for r in x.components for b in r.children])
    await scene.ann.send_dm("my exam failed")
    for x in dm.history(): print(x.author, repr(x.content))
    r = await scene.ann.slash(scene.channel, "mood", mood="sad")
    print(r, r.deferred, r.ephemeral, r.response, r.followups, r.followups[-1].components)
    r2 = await scene.ann.click(r.followups[-1], label="Write")
    print(r2.modal)
    r3 = await scene.ann.submit_modal(r2, {"write": "no one"})
    print(r3, r3.deferred, r3.followups)
    for r in scene.env.http_requests: print(r.method, r.path, r.json)
    assert 0
