from simcord.env import Env
class Scene:
    def __init__(self, env, pack):
        self.env=env; self.pack=pack
        self.guild=env.create_guild("Harbour")
        self.channel=self.guild.create_text_channel("general")
        self.ann=self.guild.add_member(env.create_user("ann"))
class Talk: ...
