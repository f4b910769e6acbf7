"""The walk through the menus: where keys and silence lead, and that nobody is trapped."""

from hypothesis import given
from hypothesis import strategies as st

from lianxin.calls.rules.menu import (
    MenuPage,
    MenuPlan,
    MenuStep,
    MenuTarget,
    SaidLine,
    begin_walk,
    walk_key,
    walk_silence,
)
from lianxin.calls.rules.routing import CallPriority

LANGUAGE = MenuPage(
    "languages",
    silence=MenuTarget(page="topics"),
    keys={
        "1": MenuTarget(page="topics"),
        "2": MenuTarget(queue="foreign", language="en", needs={"english": 1}, announcement="hold"),
        "3": MenuTarget(page="topics", needs={"shanghainese": 2}),
    },
    languages=("zh-CN", "en"),
)
TOPICS = MenuPage(
    "topics",
    silence=MenuTarget(queue="general"),
    keys={
        "1": MenuTarget(queue="enterprise", needs={"enterprise": 1, "shanghainese": 1}),
        "9": MenuTarget(page="languages"),
    },
    wait_s=4.0,
)
PLAN = MenuPlan(
    first=MenuTarget(page="languages"),
    pages={"languages": LANGUAGE, "topics": TOPICS},
    queues={"foreign": MenuTarget(needs={"foreign": 1}, priority=CallPriority.URGENT)},
    operator="general",
    welcome=("greeting", "emergency_hint"),
    language="zh-CN",
)


def walked(keys: str, plan: MenuPlan = PLAN) -> MenuStep:
    """The step after some keys; `-` is silence."""
    step = begin_walk(plan)
    for key in keys:
        step = walk_silence(plan, step.walk) if key == "-" else walk_key(plan, step.walk, key)
    return step


def test_the_greeting_comes_before_the_first_question_in_its_languages():
    step = begin_walk(PLAN)
    said = [("greeting", "zh-CN"), ("emergency_hint", "zh-CN"), ("languages", "zh-CN"), ("languages", "en")]
    assert [(line.name, line.language) for line in step.say] == said
    assert (step.over, step.wait_s) == (False, 5.0)


def test_keys_choose_language_skills_and_queue():
    english = walked("2")
    assert (english.queue, english.walk.language, english.choice) == ("foreign", "en", "2")
    assert english.walk.needs == {"english": 1, "foreign": 1}
    assert english.walk.priority == CallPriority.URGENT
    assert english.say == (SaidLine("hold", "en"),)
    dialect = walked("31")
    assert (dialect.queue, dialect.walk.needs) == ("enterprise", {"enterprise": 1, "shanghainese": 2})


def test_the_operator_is_one_key_away_and_keeps_the_choices():
    step = walked("30")
    assert (step.queue, step.walk.needs) == ("general", {"shanghainese": 2})


def test_silence_repeats_the_question_and_then_leads_on():
    assert walked("1-").say == (SaidLine("topics", "zh-CN"),)
    assert walked("1--").queue == "general"


def test_wrong_keys_are_named_and_then_lead_on():
    assert walked("17").say == (SaidLine("wrong_key", "zh-CN"), SaidLine("topics", "zh-CN"))
    assert walked("1777").queue == "general"


def test_the_star_says_the_question_again():
    assert walked("1*").say == (SaidLine("topics", "zh-CN"),)


def test_outside_the_hours_a_call_hears_that_it_is_closed():
    closed = MenuPlan(PLAN.first, PLAN.pages, {}, "general", PLAN.welcome, "zh-CN", closed=True)
    step = begin_walk(closed)
    assert step.over
    assert (step.closed, step.queue, step.say) == (True, "", (SaidLine("closed", "zh-CN"),))


def test_without_menus_a_call_goes_straight_to_its_queue():
    step = begin_walk(MenuPlan(MenuTarget(queue="expert"), {}, {}, "general", ("greeting",), "zh-CN"))
    assert (step.queue, step.say) == ("expert", (SaidLine("greeting", "zh-CN"),))


codes = st.sampled_from(["a", "b", "c", "unknown"])
targets = st.one_of(
    st.builds(MenuTarget, page=codes, language=st.sampled_from(["", "en"])),
    st.builds(MenuTarget, queue=st.sampled_from(["general", "expert"])),
)
pages = st.builds(
    MenuPage,
    announcement=st.just("question"),
    silence=targets,
    keys=st.dictionaries(st.sampled_from("123456789#"), targets, max_size=4),
    repeats=st.integers(0, 5),
    wrong=st.integers(1, 10),
)
plans = st.builds(
    MenuPlan,
    first=targets,
    pages=st.dictionaries(codes, pages, max_size=3),
    queues=st.just({}),
    operator=st.just("general"),
    welcome=st.just(()),
    language=st.just("zh-CN"),
)
moves = st.text("0123456789*#-", max_size=40)


@given(plans, moves)
def test_every_walk_ends_at_a_person(plan: MenuPlan, keys: str):
    step, used = begin_walk(plan), 0
    for key in keys:
        if step.over:
            break
        step, used = walk_silence(plan, step.walk) if key == "-" else walk_key(plan, step.walk, key), used + 1
    assert step.over or used < plan.most_steps
    if not step.over:
        assert walk_key(plan, step.walk, "0").queue == "general"
    while not step.over:  # from anywhere, silence alone reaches a queue
        step, used = walk_silence(plan, step.walk), used + 1
    assert step.queue in {"general", "expert"}
    assert used <= plan.most_steps
