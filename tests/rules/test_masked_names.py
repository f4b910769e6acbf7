"""Of a name the surname and a form of address stay; a confidential text hides its citizen's name."""

import pytest

from lianxin.kernel.masked_names import HiddenName, mask_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"), ("张晓明", "张**"), ("欧阳娜娜", "欧阳**"), ("欧阳", "欧*"), ("李", "李*"),
        ("王先生", "王先生"), ("阿依古丽·买买提", "阿**"), ("John Smith", "J*** S***"), ("", ""), (" 张三 ", "张*"),
        ("张*", "张*"),
    ],
)  # fmt: skip
def test_of_a_name_the_surname_stays(name: str, masked: str):
    assert mask_name(name) == masked


SURNAMES = "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐司徒夏侯端木南宫长孙宇文独孤轩辕澹台公冶"


@pytest.mark.parametrize("surname", [SURNAMES[at : at + 2] for at in range(0, len(SURNAMES), 2)])
def test_a_compound_surname_stays_whole(surname: str):
    assert mask_name(surname + "明") == surname + "*"
    assert mask_name(surname + "小明") == surname + "**"
    assert mask_name(surname) == surname[0] + "*"


@pytest.mark.parametrize("polite", ["先生", "女士", "小姐", "老师", "师傅", "同志", "阿姨", "大爷", "奶奶"])
def test_a_name_said_politely_is_masked_already(polite: str):
    assert mask_name("张" + polite) == "张" + polite


def test_of_a_foreign_name_each_word_keeps_its_letter():
    assert mask_name("José Silva") == "J*** S***"
    assert mask_name("Jane") == "J***"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张建国先生", "张**先生"), ("张建国女士", "张**女士"), ("欧阳建国女士", "欧阳**女士"),
        ("张先生", "张先生"), ("欧阳女士", "欧阳女士"), ("张三先生", "张*先生"), ("张建国 先生", "张**先生"),
        ("张建国（先生）", "张**先生"), ("张建国老师", "张**老师"), ("张建国师傅", "张**师傅"),
        ("李秀英阿姨", "李**阿姨"), ("李秀英奶奶", "李**奶奶"), ("李大爷", "李大爷"),
        ("李建国大爷", "李**大爷"), ("王建国叔叔", "王**叔叔"), ("王秀英大妈", "王**大妈"),
        ("王建国爷爷", "王**爷爷"), ("王建国医生", "王**医生"), ("王建国主任", "王**主任"),
        ("王建国经理", "王**经理"), ("王总经理", "王总经理"), ("王建国副主任", "王**副主任"),
        ("王队长", "王队长"), ("王建国队长", "王**队长"), ("王建国老板", "王**老板"), ("王太太", "王太太"),
        ("王秀英夫人", "王**夫人"), ("王小姐", "王小姐"), ("王建国同志", "王**同志"),
        ("司马相如先生", "司马**先生"), ("诸葛亮老师", "诸葛*老师"), ("令狐冲", "令狐*"),
        ("慕容复师傅", "慕容*师傅"), ("长孙无忌", "长孙**"), ("尉迟恭先生", "尉迟*先生"),
        ("扫地的阿姨", "扫**阿姨"), ("楼下开店的老板", "楼**老板"), ("三楼的王奶奶", "三**奶奶"),
        ("小张", "小张"), ("老王", "老王"), ("小张师傅", "小张师傅"), ("老王头", "老**"), ("小明", "小*"),
        ("阿强", "阿*"), ("阿依古丽·买买提", "阿**"), ("买买提·吐尔逊先生", "买**先生"), ("张 三", "张*"),
        ("张 建国", "张**"), ("张建国(业主)", "张**"), ("张先生（张建国）", "张**"),
        ("张建国13800000000", "张**"), ("张三、李四", "张**"), ("Mr John Smith", "Mr J*** S***"),
        ("Mr. Smith", "Mr. S***"), ("Mrs Jane Doe", "Mrs J*** D***"), ("Dr. Li", "Dr. L***"),
        ("John Smith先生", "J*** S***先生"), ("Miller", "M***"), ("阿姨", "阿姨"), ("先生", "先生"),
        ("张", "张*"), ("Ms", "M***"), ("张**先生", "张**先生"), ("J*** S***", "J*** S***"),
    ],
)  # fmt: skip
def test_of_a_name_with_a_title_the_given_name_goes(name: str, masked: str):
    assert mask_name(name) == masked
    assert mask_name(masked) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我是张建国，找过李秀英老师", "我是张**，找过李**老师"),
        ("张 建 国和王先生、小张师傅", "张**和王先生、小张师傅"),
        ("施工队长和项目经理说的", "施工队长和项目经理说的"),
        ("欧阳建国主任", "欧阳**主任"),
        ("邻居叫我阿国或者国哥，老张、张先生也行", "邻居叫我**或者**，老张、张先生也行"),
        ("都叫建国，建国大哥很热心，小建国", "都叫**，**大哥很热心，***"),
        ("建国路上全国都知道", "建国路上全国都知道"),
    ],
)
def test_a_confidential_text_hides_names(text: str, masked: str):
    name = HiddenName("张建国先生")
    assert name.mask(text) == masked == name.mask(masked)
    assert "建国" not in name.remove("张建国 张 建国")
    assert "张建国" not in repr(name)


def test_a_surname_alone_hides_nothing():
    for name in ("", "张先生", "欧阳女士", "小张", "张**"):
        assert HiddenName(name).remove("张先生欧阳女士小张") == "张先生欧阳女士小张"
    assert HiddenName("Mr John Smith").remove("I am john  smith.") == "I am  ."
