"""What people write after an alarm, and which answer shows that it was read: each line one of a kind."""

import pytest

from moodbot.core.dialogue import DM, Entrance, Incoming
from moodbot.features.care.cues import CareCue
from moodbot.features.care.rules.risk import Tier
from moodbot.features.care.service import Care
from tests.hands import HandClock
from tests.house import house_of, pools_of
from tests.rooms import Room
from tests.stores import Store
from tests.talks import PERSON

OWN, DONE, HARM = "i want to kill myself", "i took a bunch of pills an hour ago", "i cut myself again"
ABUSE, PICTURES, FRIEND = "my stepdad hits me", "he has my nudes and wants money", "my friend wants to kill herself"

HEARD = [
    # Somebody is near, said as people say it.
    ([OWN, "no"], "my mom is making dinner", "near_yes"),
    ([OWN, "no"], "dads asleep", "near_yes"),
    ([OWN, "no"], "shes upstairs", "near_yes"),
    ([DONE], "my roommate is in the shower", "done_near_yes"),
    ([DONE], "my sister is here but i dont want to scare her", "done_near_yes"),
    ([DONE], "my mum is coming, shes at the door", "done_near_yes"),
    ([DONE], "im home alone", "done_near_no"),
    ([PICTURES], "mums in the next room", "near_tell"),
    ([OWN, "yes"], "my older cousin maybe", "near_tell"),
    ([OWN, "no"], "my husband is at work", "near_no"),
    # A yes or no that is none to the question.
    ([OWN], "no its not that deep i swear", "care_stay"),
    ([OWN], "no im not safe i dont think", "danger_ack"),
    ([OWN], "ok", "care_stay"),
    ([OWN, "no"], "ok", "danger_still"),
    ([ABUSE], "no she has never met him", "abuse_still"),
    # Plans, times, means.
    ([OWN], "tonight maybe", "danger_ack"),
    ([OWN, "yes"], "i still have the pills", "danger_ack"),
    ([OWN, "yes"], "ive decided the date", "danger_ack"),
    ([OWN, "yes"], "i texted everyone goodbye", "danger_ack"),
    ([ABUSE], "sometimes i think id take her with me", "danger_ack"),
    ([OWN, "yes"], "i gave the key to my neighbour", "distance_yes"),
    ([OWN], "im not kidding", "again_ack"),
    ([OWN], "im not exaggerating", "again_ack"),
    # After something is done, nothing moves care away from the call.
    ([DONE], "i cant call, my mum will kill me", "done_cannot"),
    ([DONE], "theyll tell my parents. tell my mum no", "done_barrier"),
    ([DONE], "haha it was a joke", "done_soft"),
    ([DONE], "im fine", "done_soft"),
    ([DONE], "ok calling", "done_will"),
    ([DONE], "should i unlock the door", "done_unlock"),
    ([DONE, "what happens if i call"], "nvm", "done_soft"),
    ([DONE], "please help me", "done_still"),
    # Help that arrives is no abuser; an abuser who arrives is.
    ([OWN, "no"], "my mum is on her way", "arriving"),
    ([OWN, "no"], "yes shes here now", "near_yes"),
    ([OWN, "no"], "he says hes coming over", "arriving"),
    ([OWN, "no", "my mom is making dinner"], "she gets sad when i say stuff like that", "near_tell"),
    ([DONE], "what number its not 911 here right", "done_number"),
    ([DONE], "will i be ok if i just sleep it off", "done_feels"),
    ([FRIEND], "what if i make it worse", "idea_no"),
    ([PICTURES], "should i just pay the last one", "blackmail_do"),
    ([ABUSE], "if i tell they will close the team", "not_telling"),
    (["i want to kill myself"], "i dont see any point in anything anymore", "again_ack"),
    ([OWN, "no"], "hes here", "near_yes"),
    ([ABUSE], "im in my room with the chair on the door", "abuse_now"),
    ([FRIEND], "yes he is here", "other_yes"),
    ([ABUSE, "sometimes i think id take her with me"], "hes here", "abuse_now"),
    ([OWN, "yes", "my uncle did stuff to me"], "hes here", "abuse_now"),
    ([OWN, "yes"], "i hate my mom", "after_listen"),
    ([OWN], "i cant talk on the phone", "barrier_phone"),
    # Steps to a person, and those that failed.
    ([OWN, "no"], "im waking him up now", "care_will"),
    ([OWN], "gonna tell my mum now", "care_will"),
    ([OWN, "no"], "i told my mom and she laughed at me", "unanswered"),
    ([OWN, "no"], "i called them and nobody picked up", "unanswered"),
    ([FRIEND], "im going out to him now", "other_will"),
    ([ABUSE], "ok ill tell my teacher", "abuse_will"),
    # Questions.
    ([OWN], "will my family find out", "who_tells"),
    ([ABUSE], "they check my phone", "phone_words"),
    ([ABUSE], "dont call the police hell know it was me", "care_bot"),
    ([ABUSE], "can i go in my slippers", "abuse_go"),
    ([PICTURES], "can you tell her for me", "care_bot"),
    ([PICTURES], "can somebody delete it from the internet", "blackmail_report"),
    ([PICTURES], "will i get in trouble for sending it", "fault_no"),
    ([PICTURES], "he wants to meet on saturday", "meeting_no"),
    ([HARM], "my friend says its attention seeking", "counts_yes"),
    ([FRIEND], "wont that put the idea in his head", "idea_no"),
    ([FRIEND], "he showed me where he keeps the stuff", "other_danger"),
    ([FRIEND], "if i tell shell hate me", "other_angry"),
    ([OWN], "what does that mean", "said_simply"),
    ([OWN, "yes"], "my uncle did stuff to me when i was little", "abuse_ack"),
    ([ABUSE], "hell post it if i block him", "blackmail_do"),
    # Who is near by any name, and who is not.
    ([OWN, "no"], "priya is here", "near_yes"),
    ([OWN, "no"], "the rope is here", "danger_still"),
    ([DONE], "theres a guy across the hall, dont really know him", "done_near_yes"),
    ([DONE], "my nurse just came in", "done_near_yes"),
    ([OWN], "my roommate went to berlin", "near_no"),
    ([OWN], "dad is at work but my sister is here", "near_keep"),
    ([OWN, "no", "just me"], "i have a plan", "danger_alone"),
    ([OWN, "no", "just me"], "the rent is due", "danger_alone"),
    ([OWN, "no", "my mom is making dinner"], "i have a plan", "danger_near"),
    ([OWN, "no"], "my uncle has a car, 15 min away", "ask_to_come"),
    ([OWN, "yes"], "my sister keeps asking if im ok", "answer_them"),
    ([HARM, "yes"], "my teacher is nice", "near_tell"),
    ([ABUSE], "my neighbour is at the gate", "abuse_helper"),
    ([FRIEND], "hes in his room", "other_go"),
    ([FRIEND], "a mutual knows her brother", "other_ask_them"),
    # What is within reach.
    ([OWN, "yes"], "the tablets are in my bag", "means_apart"),
    ([OWN, "yes"], "theyre in the drawer again", "means_apart"),
    ([OWN, "yes"], "i gave the tablets in my bag to my sister, gave them to her", "distance_yes"),
    # Steps under way.
    ([DONE], "they are asking for the address", "done_where"),
    ([OWN, "yes"], "its ringing", "on_the_line"),
    ([PICTURES], "im going to wake up my mum", "care_will"),
    # Plain questions, and those that a bot cannot answer.
    ([DONE], "is it 112 or 999", "done_number"),
    ([DONE], "do i really have to go", "done_must"),
    ([OWN], "will they tell my school", "who_tells"),
    ([ABUSE], "is it free", "barrier_cost"),
    ([ABUSE], "can i tell just the nurse", "tell_one"),
    ([ABUSE], "will they put me in care", "care_system"),
    ([OWN], "why do people even do this", "question_unknown"),
    ([DONE], "what do they do with me there", "done_question"),
    ([PICTURES], "i already paid 100", "blackmail_paid"),
    ([PICTURES], "he gave me until friday", "blackmail_deadline"),
    ([PICTURES], "if i block him hell post it", "blackmail_do"),
    # A yes or no with more behind it, or in another order.
    ([OWN], "today no, yesterday yes", "danger_ack"),
    ([OWN], "yes its like always, not more", "more_than_yes"),
    ([OWN], "its fine", "care_stay"),
    # A blow denied is no disclosure; one that is not, is.
    ([OWN, "yes"], "no she never hit me", "after_listen"),
    ([OWN, "yes"], "he never hit me until last night", "abuse_ack"),
    # Places.
    ([ABUSE], "florida", "care_country_line"),
    ([ABUSE], "georgia", "country_none"),
    ([ABUSE], "lahore", "country_none"),
    ([OWN, "no"], "georgia", "danger_still"),
    # A sentence behind the prefix is a sentence.
    ([ABUSE], "!he is coming", "abuse_now"),
]


@pytest.mark.parametrize(("before", "text", "pool"), HEARD, ids=lambda value: str(value)[-40:])
async def test_the_answer_fits_what_was_written(
    store: Store, clock: HandClock, before: list[str], text: str, pool: str
) -> None:
    """The answer comes from the pool that was written for it."""
    runner = house_of(store, clock).turn_runner(patient=True)
    for said in (*before, text):
        room = Room()
        clock.advance(70)
        await runner.hear(Incoming(PERSON, DM, Entrance.DM, said), room)
    assert pool in set().union(*(pools_of(each) for each in room.texts)), room.texts


async def test_a_question_stands_over_a_restart(store: Store, clock: HandClock) -> None:
    """Worry about a friend is not saved, so a restart knows nothing of it; the question still counts."""
    await house_of(store, clock).turn_runner(patient=True).hear(Incoming(PERSON, DM, Entrance.DM, FRIEND), Room())
    clock.advance(60)
    restarted, room = house_of(store, clock), Room()
    await restarted.of(Care).memory.load()
    await restarted.turn_runner(patient=True).hear(Incoming(PERSON, DM, Entrance.DM, "no"), room)
    assert "other_no" in pools_of(room.texts[0])


@pytest.mark.parametrize(("said", "alarm"), [(ABUSE, CareCue.RISK_ABUSE), (DONE, CareCue.RISK_DONE)])
async def test_the_kind_of_an_alarm_stands_over_a_restart(
    store: Store, clock: HandClock, said: str, alarm: CareCue
) -> None:
    """The database knows only the tier; the talk shows what it was about."""
    runner = house_of(store, clock).turn_runner(patient=True)
    for text in (said, "i dont know what to do"):
        await runner.hear(Incoming(PERSON, DM, Entrance.DM, text), Room())
        clock.advance(60)
    restarted = house_of(store, clock)
    await restarted.of(Care).memory.load()
    await restarted.turn_runner(patient=True).hear(Incoming(PERSON, DM, Entrance.DM, "and now"), Room())
    assert restarted.of(Care).memory.alarm(PERSON) is alarm


@pytest.mark.parametrize("word", ["it", "in", "at", "no", "is"])
async def test_a_small_word_names_no_country(store: Store, clock: HandClock, word: str) -> None:
    """ "it" is not Italy: no number of a country that nobody named."""
    house = house_of(store, clock)
    runner = house.turn_runner(patient=True)
    for said in (OWN, word):
        clock.advance(70)
        await runner.hear(Incoming(PERSON, DM, Entrance.DM, said), Room())
    assert house.of(Care).memory.country(PERSON) is None


async def test_care_ends_after_a_day(store: Store, clock: HandClock) -> None:
    """Whoever writes once a day is not kept in care for ever: after 24 hours a mood is a mood again."""
    house = house_of(store, clock)
    runner = house.turn_runner(patient=True)
    for said in (OWN, "yes", "thank you"):
        await runner.hear(Incoming(PERSON, DM, Entrance.DM, said), Room())
    clock.advance(25 * 3600)
    room = Room()
    await runner.hear(Incoming(PERSON, DM, Entrance.DM, "im happy today"), room)
    assert house.of(Care).memory.tier(PERSON) is Tier.NONE
    assert not any("after" in pool for each in room.texts for pool in pools_of(each))
