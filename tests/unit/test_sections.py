"""The sections of a TOML text."""

from __future__ import annotations

import pytest
from places import ROOT

from seedbed.formats.toml_edit import sections

TEXT = """\
# top
a = \"\"\"
[no]
\"\"\"
b = [
  [1], # ]
]
# about
["a]b".c] # x [y]
q = 'x # ['
\x20
z = 1
[[t.u]]
x = {a = "]"}
[ "tool" . pixi ]
s = \'\'\'
[no]\'\'\'\'
e = "\\"["

# behind"""


def test_each_header_begins_a_section() -> None:
    found = sections.split(TEXT)
    assert [(one.header, one.path, one.gap) for one in found] == [
        ("", (), ""),
        ('["a]b".c]', ("a]b", "c"), ""),
        ("[[t.u]]", ("t", "u"), ""),
        ('[ "tool" . pixi ]', ("tool", "pixi"), ""),
    ]
    assert found[1].text == "# about\n[\"a]b\".c] # x [y]\nq = 'x # ['\n \nz = 1\n"
    assert found[3].text.endswith("# behind")


@pytest.mark.parametrize("end", ["", "\n", "\n\n \n"])
def test_sections_make_up_the_text(end: str) -> None:
    assert sections.join(sections.split(f"{TEXT}{end}")) == f"{TEXT}{end}"


def test_sections_make_up_each_manifest_of_a_template() -> None:
    folder = ROOT / "templates"
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*/*/pyproject.toml")]
    assert len(texts) == 10
    assert [sections.join(sections.split(text)) for text in texts] == texts
