"""The simulated staff, with roles and units, so that every command checks its permission."""

from collections.abc import Collection
from random import Random

from lianxin.city import Profile
from lianxin.kernel.database import Database
from lianxin.people import SYSTEM, Actor, Role, Staff, add_staff, staff_list

# Invented family and given names, each in characters and in pinyin, from which the login is made.
FAMILY = (
    "赵zhao 钱qian 孙sun 李li 周zhou 吴wu 郑zheng 王wang 冯feng 陈chen 沈shen 韩han 杨yang 朱zhu 秦qin 许xu "
    "何he 吕lv 张zhang 曹cao 严yan 华hua 金jin 陶tao"
)
_GIVEN = (
    "敏min 建国jianguo 晓燕xiaoyan 志强zhiqiang 丽华lihua 俊杰junjie 思远siyuan 佳怡jiayi 文博wenbo 雨桐yutong "
    "海峰haifeng 秀英xiuying 子墨zimo 春梅chunmei 立新lixin 静怡jingyi 永康yongkang 慧芳huifang 启明qiming "
    "若兰ruolan"
)
CENTRAL = (
    Role.OPERATOR,
    Role.SHIFT_LEAD,
    Role.DISPATCHER,
    Role.RETURN_OFFICER,
    Role.CHECKER,
    Role.CALLBACK_AGENT,
    Role.REVIEW_OFFICER,
    Role.SUPERVISOR,
    Role.HOTLINE_OFFICE,
    Role.QUALITY_INSPECTOR,
)


class Cast:
    """Staff by role and by unit. With `exact` every unit has its own staff; otherwise the nearest unit above acts."""

    def __init__(self, database: Database, city_id: str, profile: Profile, *, exact: bool) -> None:
        self.database = database
        self.city_id = city_id
        self.profile = profile
        self.exact = exact
        self.of_role: dict[Role, list[Actor]] = {}
        self.of_unit: dict[str, Actor] = {}
        self.named = 0

    async def gather(self) -> None:
        """Reads the existing staff, and adds one member of staff for each role without one."""
        async with self.database.begin(self.city_id) as work:
            for person in await staff_list(work, SYSTEM):
                if person.active:
                    self.meet(person)
            for role in CENTRAL:
                if role not in self.of_role:
                    person = await add_staff(work, SYSTEM, login=f"sim-{role}", name=self.name()[0], roles=[role])
                    self.meet(person)

    def meet(self, person: Staff) -> None:
        """Adds a member of staff to the cast."""
        self.named += 1
        for role in person.roles:
            if role is Role.UNIT_HANDLER and person.unit:
                self.of_unit.setdefault(person.unit, person.actor)
            elif role is not Role.UNIT_HANDLER:
                self.of_role.setdefault(role, []).append(person.actor)

    def name(self) -> tuple[str, str]:
        """Returns the next invented name in characters and as a login."""
        return invented(self.named)

    async def ready(self, units: Collection[str]) -> None:
        """Adds a member of staff to each of these units for which none acts yet."""
        missing = sorted({unit for unit in units if self.standing_in(unit) is None})
        if not missing:
            return
        async with self.database.begin(self.city_id) as work:
            for unit in missing:
                person = await add_staff(
                    work, SYSTEM, login=unit, name=self.name()[0], roles=[Role.UNIT_HANDLER], unit=unit
                )
                self.meet(person)

    def standing_in(self, unit: str) -> Actor | None:
        """Returns the member of staff who acts for a unit, or None."""
        if unit in self.of_unit or self.exact:
            return self.of_unit.get(unit)
        return next(
            (self.of_unit[above.code] for above in self.profile.ancestors(unit) if above.code in self.of_unit), None
        )

    def actor(self, role: Role, unit: str, chance: Random) -> Actor:
        """Returns a random member of staff with this role, or the one who acts for the unit; raises LookupError."""
        if role is not Role.UNIT_HANDLER:
            return chance.choice(self.of_role[role])
        found = self.standing_in(unit)
        if found is None:
            raise LookupError(unit)
        return found


def invented(nth: int) -> tuple[str, str]:
    """Returns the nth invented name and its login; names repeat after 480."""
    family, given = FAMILY.split(), _GIVEN.split()
    pair = family[nth % len(family)], given[(nth // len(family) + nth) % len(given)]
    written = ["".join(sign for sign in part if not sign.isascii()) for part in pair]
    heard = ["".join(sign for sign in part if sign.isascii()) for part in pair]
    return "".join(written), ".".join(reversed(heard))
