"""A written emergency is seen by the shift lead and handed over by one key."""

import re

from playwright.async_api import expect

from journeys.city import City
from journeys.keyboard import Keyboard
from journeys.seats import Picture, Sit
from lianxin.cases import IntakeForm, submit_case
from lianxin.people import Person

WORDS = "我爸爸昏倒了，没有呼吸。"
CITIZEN = Person("王女士", "13900000001")


async def test_a_written_emergency_is_handed_over_by_one_key(city: City, as_person: Sit, picture: Picture) -> None:
    lead = await as_person("zhoulan")
    bell = lead.get_by_role("button", name=re.compile("^提醒"))
    await expect(bell).to_be_visible()
    await city.work(lambda work: submit_case(work, IntakeForm(words=WORDS, channel="web", person=CITIZEN)))
    await expect(bell).to_have_accessible_name(re.compile("未读"))
    await bell.click()
    await lead.get_by_text("有紧急情况，请马上看").click()
    await expect(lead.locator(".services")).to_contain_text("没有呼吸")
    await picture(lead, "emergency")
    await Keyboard(lead).press("Alt+e")
    head = lead.locator(".stands .title").first
    await expect(head).to_have_text(re.compile(r"^已转 120 急救，\d\d:\d\d，等对方确认$"))
    await Keyboard(lead).press("y")
    await lead.get_by_label("对方接警人或工号").fill("接警员 021")
    await Keyboard(lead).press("Control+Enter")
    await expect(head).to_have_text(re.compile(r"^已转 120 急救，\d\d:\d\d，对方 \d\d:\d\d 确认$"))
    await expect(lead.locator(".history")).to_contain_text("接警员 021")
