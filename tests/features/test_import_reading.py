"""Files as they come: encodings, damage, size. No database is needed."""

import csv
import io
import shutil
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from builders.standin import COUNTS, SHAPES, write_standin
from lianxin.cases.imports import (
    BadMapping,
    ImportedRow,
    ImportFileTooLarge,
    Limits,
    Reject,
    RejectsFile,
    UnreadableFile,
    load_mapping,
    read_rows,
)

MAPPINGS = Path(__file__).parent.parent / "mappings"
BESIDE = Path(__file__).parents[3] / "shared" / "data"
REAL = {
    "fj3_hot": "teddy2020c/fj3_hot.csv",
    "fj4_replies": "teddy2020c/fj4_replies.csv",
    "fuzhou": "fuzhou12345/appeals.csv",
}
HEADER = "编号,标题,内容,时间\n"
BOM = b"\xef\xbb\xbf"


def written(folder: Path, content: bytes | str, name: str = "cases.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def line(number: int, words: str = "停水三天无人处理") -> str:
    return f"{number},标题{number},{words},2020-01-06 12:09:38\n"


def read(path: Path, mapping: Path | None = None, **limits: int) -> tuple[list[ImportedRow], list[Reject]]:
    rows = list(read_rows(path, mapping, limits=Limits(**limits)))
    return [one for one in rows if isinstance(one, ImportedRow)], [one for one in rows if isinstance(one, Reject)]


def words_of(rows: list[ImportedRow]) -> list[str]:
    return [one.fields.words for one in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_delimiter_and_line_ends_are_told_by_content(tmp_path: Path, encoding: str, delimiter: str, end: str):
    text = (HEADER + line(1) + line(2, "𠮷野家门口积水")).replace(",", delimiter).replace("\n", end)
    rows, rejects = read(written(tmp_path, text.encode(encoding)))
    assert words_of(rows) == ["停水三天无人处理", "𠮷野家门口积水"]
    assert rows[0].fields.submitted_at == datetime(2020, 1, 6, 12, 9, 38, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert [one.number for one in rows] == [2, 3]
    assert not rejects


def test_gb18030_is_told_even_when_the_first_megabyte_is_ascii(tmp_path: Path):
    text = "id,title,words,time\n" + "".join(f"{n},t,plain words,2020-01-06\n" for n in range(40_000))
    rows, rejects = read(written(tmp_path, (text + "x,末尾,末尾才有汉字,2020-01-06\n").encode("gb18030")))
    assert rows[-1].fields.words == "末尾才有汉字"
    assert not rejects


def test_one_damaged_row_does_not_change_what_the_file_is_taken_for(tmp_path: Path):
    damaged = HEADER.encode() + b"1,\xff\xfe\xb0,\xb0\xa1,2020-01-06\n" + "".join(map(line, range(2, 9))).encode()
    rows, [reject] = read(written(tmp_path, damaged))
    assert len(rows) == 7
    assert (reject.number, reject.code, reject.facts["line"], reject.facts["encoding"]) == (
        2,
        "undecodable",
        2,
        "utf-8",
    )
    assert "\ufffd" in reject.cells[1]
    reject.cells[1].encode()


def test_an_undecodable_line_inside_a_quoted_field_is_named(tmp_path: Path):
    text = HEADER.encode() + '1,t,"第一行\n第'.encode() + b"\xff" + '行",2020-01-06\n'.encode() + line(2).encode()
    rows, [reject] = read(written(tmp_path, text))
    assert (reject.number, reject.facts["line"], reject.code) == (2, 3, "undecodable")
    assert [one.number for one in rows] == [4]


def test_quoted_fields_keep_line_ends_delimiters_and_quotes(tmp_path: Path):
    text = HEADER + '1,"逗,号","第一行\r\n第二行说""停水""",2020-01-06\n' + line(2)
    rows, rejects = read(written(tmp_path, text))
    assert rows[0].fields.words == '第一行\n第二行说"停水"'
    assert rows[0].fields.title == "逗,号"
    assert [one.number for one in rows] == [2, 4]
    assert not rejects


def test_a_quotation_mark_that_is_never_closed_costs_one_row_only(tmp_path: Path):
    text = HEADER + line(1) + '2,标题,"没有结束的引号,2020-01-06\n' + "".join(map(line, range(3, 60)))
    rows, [reject] = read(written(tmp_path, text))
    assert (reject.number, reject.code) == (3, "unclosed_quote")
    assert len(rows) == 58


def test_an_unclosed_quotation_mark_far_from_the_end_is_given_up_at_the_bound(tmp_path: Path):
    text = HEADER + '1,标题,"没有结束,2020-01-06\n' + "".join(map(line, range(2, 20_000)))
    rows, [reject] = read(written(tmp_path, text), record_bytes=64 * 1024)
    assert (reject.number, reject.code) == (2, "unclosed_quote")
    assert len(rows) == 19_998


def test_a_misplaced_quotation_mark_costs_one_row_only(tmp_path: Path):
    text = HEADER + '1,标题,"引号"后面还有字,2020-01-06\n' + line(2)
    rows, [reject] = read(written(tmp_path, text))
    assert (reject.number, reject.code, len(rows)) == (2, "bad_quoting", 1)


def test_a_file_cut_off_in_the_middle_gives_what_it_has(tmp_path: Path):
    whole = (HEADER + line(1) + line(2)).encode("gb18030")
    rows, [reject] = read(written(tmp_path, whole[:-25]))
    assert len(rows) == 1
    assert (reject.number, reject.code) == (3, "wrong_columns")


def test_a_row_with_too_few_or_too_many_cells_is_told(tmp_path: Path):
    rows, rejects = read(
        written(tmp_path, HEADER + "1,只有两列\n" + line(2).strip() + ",多一列\n" + line(3).strip() + ",,\n")
    )
    assert [one.key for one in rows] == ["3"]
    assert [(one.facts["found"], one.facts["expected"]) for one in rejects] == [(2, 4), (5, 4)]


def test_a_nul_character_is_told_with_its_column(tmp_path: Path):
    rows, [reject] = read(written(tmp_path, HEADER + line(1, "停\0水") + line(2)))
    assert (reject.code, reject.facts["column"], len(rows)) == ("nul_character", "内容", 1)


def test_blank_rows_are_no_rows(tmp_path: Path):
    rows, rejects = read(written(tmp_path, "\n" + HEADER + "\n , ,,\n" + line(1) + "\n\n"))
    assert (len(rows), len(rejects)) == (1, 0)


@pytest.mark.parametrize(
    ("size", "code"), [(100_001, "field_too_long"), (140_000, "field_too_long"), (3_000_000, "line_too_long")]
)
def test_a_huge_field_costs_one_row_only(tmp_path: Path, size: int, code: str):
    rows, [reject] = read(written(tmp_path, HEADER + line(1) + line(2, "啊" * size) + line(3)))
    assert [one.key for one in rows] == ["1", "3"]
    assert (reject.number, reject.code) == (3, code)


def test_a_line_without_end_is_read_in_bounded_memory(tmp_path: Path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write((HEADER + "1,t,").encode())
        for _ in range(80):
            file.write(b"x" * 1024 * 1024)
        file.write(("\n" + line(2)).encode())
    tracemalloc.start()
    rows, [reject] = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (reject.code, [one.number for one in rows]) == ("line_too_long", [3])
    assert peak < 8 * 1024 * 1024


def test_twenty_thousand_rows_stream_in_constant_memory(tmp_path: Path):
    path = tmp_path / "large.csv"
    with path.open("w", encoding="gb18030") as file:
        file.write(HEADER)
        file.writelines(line(number, "河道发臭，请尽快治理。" * 5) for number in range(20_000))
    tracemalloc.start()
    shares = [row.share for row in read_rows(path) if row.number % 2_000 == 1]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert peak < 4 * 1024 * 1024


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"\n \n", "it is empty"),
        ("编号,内容\n".encode("utf-16"), "save it as UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as XLSX"),
        (b"PK\x03\x04 this is no archive", "not a readable XLSX"),
        ("内容,内容\na,b\n", "two columns are named 内容"),
        ('"内容\n', "its header: a quotation mark is never closed"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, content: bytes | str, said: str):
    with pytest.raises(UnreadableFile, match=said):
        read_rows(written(tmp_path, content))


def test_a_missing_file_or_mapping_is_refused_with_a_sentence(tmp_path: Path):
    with pytest.raises(UnreadableFile, match=r"no\.csv: No such file"):
        read_rows(tmp_path / "no.csv")
    with pytest.raises(UnreadableFile, match=r"no\.toml: No such file"):
        load_mapping(tmp_path / "no.toml")


def test_a_bad_mapping_names_its_file_line_and_key(tmp_path: Path):
    mapping = written(tmp_path, '[fields]\nwords = "内容"\ntitle = "题目"\n', "my.toml")
    with pytest.raises(
        BadMapping, match=r"my\.toml, line 3, fields\.title: expected a column of the file: 编号"
    ) as found:
        read_rows(written(tmp_path, HEADER), mapping)
    assert found.value.facts["problems"][0]["found"] == "题目"


def workbook(folder: Path, rows: list[list[object]], title: str = "诉求") -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.create_sheet("第二页").append(["编号", "内容"])
    book["第二页"].append([9, "另一页的诉求"])
    path = folder / "cases.xlsx"
    book.save(path)
    return path


XLSX_HEADER: list[object] = ["编号", "标题", "内容", "时间", "电话"]


def test_a_workbook_is_read_like_a_csv_file(tmp_path: Path):
    rows, rejects = read(
        workbook(
            tmp_path,
            [
                [None],
                XLSX_HEADER,
                [1, "停水", "停水\n三天", datetime(2020, 1, 6, 12, 9, 38), 13800138000],  # noqa: DTZ001
                [],
                [2.0, None, "只有内容", date(2020, 1, 6), None],
                [3, "没有内容", None, None, None, "多一列"],
                [4, "没有内容"],
            ],
        )
    )
    assert [(one.number, one.key, one.fields.words, one.fields.phone) for one in rows] == [
        (3, "1", "停水\n三天", "13800138000"),
        (5, "2", "只有内容", ""),
    ]
    assert rows[0].fields.submitted_at == datetime(2020, 1, 6, 12, 9, 38, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert [(one.number, one.code) for one in rejects] == [(6, "wrong_columns"), (7, "missing")]


def test_a_named_sheet_is_read_and_a_missing_one_told(tmp_path: Path):
    book = workbook(tmp_path, [XLSX_HEADER])
    rows, _ = read(book, written(tmp_path, '[source]\nsheet="第二页"\n[fields]\nwords="内容"\n', "a.toml"))
    assert words_of(rows) == ["另一页的诉求"]
    with pytest.raises(UnreadableFile, match="no sheet '第三页'; it has 诉求, 第二页"):
        read(book, written(tmp_path, '[source]\nsheet="第三页"\n[fields]\nwords="内容"\n', "b.toml"))


def test_a_sheet_that_lies_about_its_size_is_read_whole(tmp_path: Path):
    path = workbook(tmp_path, [XLSX_HEADER, [1, "a", "第一条", None, None], [2, "b", "第二条", None, None]])
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:E3"', b'ref="A1"'))
    rows, rejects = read(path)
    assert (words_of(rows), rejects) == (["第一条", "第二条"], [])


def rewritten(path: Path, part: str, change) -> None:
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)


def test_a_workbook_with_more_rows_than_allowed_is_refused(tmp_path: Path):
    path = workbook(tmp_path, [XLSX_HEADER, *([n, "a", "b", None, None] for n in range(50))])
    with pytest.raises(ImportFileTooLarge, match="more than 40 rows"):
        read(path, xlsx_rows=40)


def test_a_workbook_with_more_bytes_than_allowed_is_refused(tmp_path: Path):
    with pytest.raises(ImportFileTooLarge, match="more than 1,000 bytes"):
        read_rows(workbook(tmp_path, [XLSX_HEADER]), limits=Limits(xlsx_bytes=1_000))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet9.xml", "xl/theme/theme9.xml", "xl/media/image1.png"])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, part: str):
    path = workbook(tmp_path, [XLSX_HEADER])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(part, "w", force_zip64=True) as bomb:
        for _ in range(300):
            bomb.write(bytes(1024 * 1024))
    assert path.stat().st_size < 1024 * 1024
    tracemalloc.start()
    with pytest.raises(ImportFileTooLarge, match="unpacked bytes"):
        read_rows(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * 1024 * 1024


def test_an_entity_bomb_is_refused(tmp_path: Path):
    path = workbook(tmp_path, [XLSX_HEADER])
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE b [<!ENTITY a0 "ha">{levels}]>'.encode()
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: doctype + xml.replace(b"<sheetData>", b"<sheetData>&a11;"))
    with pytest.raises(UnreadableFile):
        read(path)


def test_a_damaged_workbook_is_refused(tmp_path: Path):
    path = workbook(tmp_path, [XLSX_HEADER])
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"):
        copy = Path(shutil.copy(path, tmp_path / "damaged.xlsx"))
        rewritten(copy, part, lambda xml: xml[: len(xml) // 2])
        with pytest.raises(UnreadableFile):
            read(copy)


def rejects_text(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    assert content.startswith(BOM)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def refuse(source: Path, target: Path) -> int:
    rows = read_rows(source)
    with RejectsFile(target, rows.header) as file:
        for one in rows:
            if isinstance(one, Reject):
                file.add(one)
    return file.count


def test_rejects_keep_their_cells_and_come_back_when_corrected(tmp_path: Path):
    source = written(tmp_path, HEADER + line(1) + "2,题,内容,昨天\n3,题,=1+1,也许\n4,题\n")
    target = tmp_path / "rejects.csv"
    assert refuse(source, target) == 3
    header, *rows = rejects_text(target)
    assert header == ["reject_row", "reject_key", "reject_code", "reject_reason", "编号", "标题", "内容", "时间"]
    assert rows[0][:3] == ["3", "2", "bad_time"]
    assert "昨天" in rows[0][3]
    assert rows[0][4:] == ["2", "题", "内容", "昨天"]
    assert rows[2] == ["5", "", "wrong_columns", "有2列，表头是4列", "4", "题"]
    corrected = written(tmp_path, target.read_text("utf-8").replace("昨天", "2020-01-06"), "corrected.csv")
    again, still = read(corrected)
    assert [one.key for one in again] == ["2"]
    assert [one.code for one in still] == ["bad_time", "wrong_columns"]
    assert refuse(corrected, target) == 2
    assert rejects_text(target)[0] == header


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("=1+1", "'=1+1"), ("@a", "'@a"), ("-5", "-5"), ("+8613800138000", "+8613800138000"), ("-cmd|'x'", "'-cmd|'x'")],
)
def test_a_citizens_text_never_runs_as_a_formula(tmp_path: Path, cell: str, shown: str):
    target = tmp_path / "rejects.csv"
    assert refuse(written(tmp_path, HEADER + f"1,{cell},,\n"), target) == 1
    assert rejects_text(target)[1][5] == shown


def interrupt(target: Path) -> None:
    with RejectsFile(target, ("a",)) as file:
        file.add(Reject(2, None, "unclosed_quote", {}, ("x",)))
        raise KeyboardInterrupt


def test_rejects_appear_only_when_complete(tmp_path: Path):
    target = tmp_path / "rejects.csv"
    target.write_text("of an earlier run")
    with pytest.raises(KeyboardInterrupt):
        interrupt(target)
    assert target.read_text() == "of an earlier run"
    assert [one.name for one in tmp_path.iterdir()] == ["rejects.csv"]


def test_no_rejects_leave_no_file(tmp_path: Path):
    target = tmp_path / "rejects.csv"
    target.write_text("of an earlier run")
    assert refuse(written(tmp_path, HEADER + line(1)), target) == 0
    assert not target.exists()


def real_file(config: pytest.Config, name: str) -> Path:
    return Path(config.getoption("--real-data") or BESIDE) / REAL[name]


@pytest.fixture(params=list(SHAPES))
def shape(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    real = real_file(request.config, request.param)
    return request.param, real if real.exists() else write_standin(tmp_path / f"{request.param}.csv", request.param)


def test_the_real_messages_are_read_whole(shape: tuple[str, Path]):
    name, path = shape
    rows, rejects = read(path, MAPPINGS / f"{name}.toml")
    assert (len(rows), rejects) == (COUNTS[name], [])
    assert len({one.key for one in rows}) == COUNTS[name]
    assert all(one.fields.submitted_at and one.fields.title for one in rows)
    placed = sum(bool(one.fields.district) for one in rows)
    assert placed > COUNTS[name] * 0.6
    assert len({one.fields.district for one in rows}) > 5
    assert all(one.fields.nature for one in rows) == (name == "fuzhou")


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_standin_has_the_shape_of_the_real_file(
    tmp_path: Path, pytestconfig: pytest.Config, name: str, encoding: str
):
    path = write_standin(tmp_path / "a.csv", name, count=200, seed=7, encoding=encoding)
    rows, rejects = read(path, MAPPINGS / f"{name}.toml")
    assert (len(rows), rejects) == (200, [])
    assert len({one.fields.district for one in rows}) >= 5
    assert path.read_bytes() == write_standin(tmp_path / "b.csv", name, 200, 7, encoding).read_bytes()
    assert path.read_bytes() != write_standin(tmp_path / "b.csv", name, 200, 8, encoding).read_bytes()
    if (real := real_file(pytestconfig, name)).exists():
        assert read_rows(path).header == read_rows(real).header
