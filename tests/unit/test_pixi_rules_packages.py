"""Pixi's rules for packages: conda's, Python's, their indexes, groups and extras."""

from __future__ import annotations

import pytest
from pixi_verdicts import HEAD, WORKSPACE, said
from rattler import Version, VersionSpec
from rattler.exceptions import InvalidVersionError, InvalidVersionSpecError

from seedbed.managers.pixi.rules import ACCEPTS, UNJUDGED, conda_versions, judge

RANGES = [
    "*",
    "*.*",
    "1.2",
    "1.2.*",
    "1.2*",
    "=1.2",
    "==1.2",
    "!=1.2.*",
    ">=1.2,<2",
    "<1|>2",
    "(>=1,<2)|3.*",
    "1.2|1.3",
    "~=1.2",
    "~=1",
    ">=1.2.dev0",
    "==1.2+cu118",
    ">=1!1.2",
    ">=v1.2",
    "latest",
    ">=1_2",
    "1.2-",
    "1.2-*",
    ">=2025.7.19",
    ">=1.2a1,<1.3.0a0",
    "1._",
    "1.__",
    "=1.2.*",
    "~=1.2.*",
    ">1.2.*",
    "==1.2.*",
    ">=1.*",
    "===",
    "===1",
    ">>1",
    ">=1,",
    ",>=1",
    "^1",
    "1$",
    "#1",
    "1.*.3",
    "1..2",
    "1+",
    "+1",
    "1.2+a-b_c",
    "1-2_3",
    "1.2=h123",
    "1.2[a]",
    "a::1",
    "(1",
    "1)",
    "()",
    ">=*",
    "18446744073709551616",
    "1._2-",
    "!=*",
    "1|=1.*",
    "=1.*|1",
]
SPACED = [">=1.2 , !=1.3.*", "( >=1 )", ">= 1.2", "=1.2 py_0", " >=1", ">=1 ", "", "1 | 2"]


@pytest.mark.parametrize("text", RANGES + SPACED)
def test_ranges_are_conda_s_own(text: str) -> None:
    """Rattler, which Pixi reads them with, says the same."""

    def takes(*, strict: bool) -> bool:
        try:
            VersionSpec(text, strict=strict)
        except InvalidVersionSpecError:
            return False
        return True

    assert conda_versions.is_range(text, strict=True) == takes(strict=True)
    assert conda_versions.is_lenient_range(text) == takes(strict=False)


@pytest.mark.parametrize("text", [*RANGES, "1.2.3", "1.0.post1", "1!2.0rc1+x.y", "1-2-3"])
def test_versions_are_conda_s_own(text: str) -> None:
    try:
        Version(text)
    except InvalidVersionError:
        assert not conda_versions.is_version(text)
    else:
        assert conda_versions.is_version(text)


@pytest.mark.parametrize(
    "spec",
    [
        '"1.2"',  # Pixi warns
        '"<1|>2"',
        '{ version = ">=1", build = "*_0", build-number = ">=1", channel = "nvidia" }',
        '{ build = "*_cuda*" }',
        '{ url = "https://example.org/zlib-1-0.conda" }',
        '{ build = "*", when = "__win", flags = ["a"], md5 = "0123456789abcdef0123456789ABCDEF" }',
    ],
)
def test_conda_packages_that_pixi_accepts(spec: str) -> None:
    more = f'[tool.pixi.dependencies]\nzlib = {spec}\n7zip = "*"\n__glibc = "*"\n"" = "*"\n'
    assert said(more) == ACCEPTS


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (
            'zlib = ">= 1.2"',
            (
                "tool.pixi.dependencies.zlib must be a range such as '>=1.2,<2', '1.2.*' or '*', "
                "not '>= 1.2'"
            ),
        ),
        (
            'zlib = "==1.2.*"',
            (
                "tool.pixi.dependencies.zlib must be a range such as '>=1.2,<2', '1.2.*' or '*', "
                "not '==1.2.*'"
            ),
        ),
        ("zlib = 1", "tool.pixi.dependencies.zlib must be a string or a table, not an integer"),
        (
            '"z lib" = "*"',
            (
                "tool.pixi.dependencies.\"z lib\": 'z lib' is not a valid conda package "
                "name: use letters, digits, '-', '_', and '.'"
            ),
        ),
        (
            'zlib = "*"\nZlib = "*"',
            "tool.pixi.dependencies lists the package 'zlib' twice, also as 'Zlib'",
        ),
        (
            "zlib = {}",
            "tool.pixi.dependencies.zlib must say something about the package, such as its version",
        ),
        (
            'zlib = { path = "../zlib" }',
            (
                "tool.pixi.dependencies.zlib comes from source, which needs preview = "
                '["pixi-build"] in the workspace'
            ),
        ),
        (
            'zlib = { version = "*", sha256 = "0123" }',
            "tool.pixi.dependencies.zlib.sha256 must have 64 hexadecimal digits",
        ),
        (
            'zlib = { version = "*", branch = "main" }',
            "tool.pixi.dependencies.zlib.branch needs git beside it",
        ),
        (
            'zlib = { git = "https://e.org/z.git", branch = "main", rev = "a" }',
            "tool.pixi.dependencies.zlib can have only one of branch, rev",
        ),
        (
            'zlib = { url = "https://e.org/z.conda", version = "*" }',
            "tool.pixi.dependencies.zlib.version cannot be combined with url",
        ),
        (
            "zlib = { workspace = true }",
            (
                "tool.pixi.dependencies.zlib takes its range from workspace.dependencies, which "
                "has no 'zlib'"
            ),
        ),
        (
            "zlib = { workspace = false }",
            "tool.pixi.dependencies.zlib.workspace cannot be false",
        ),
    ],
)
def test_conda_packages_that_pixi_refuses(line: str, rule: str) -> None:
    count = 8 + line.count("\n")
    assert said(f"[tool.pixi.dependencies]\n{line}\n") == f"line {count}: {rule}"


def test_packages_that_the_workspace_describes() -> None:
    pool = 'dependencies = { Zlib = ">=1" }\n[tool.pixi.dependencies]\n'
    assert said(f"{pool}zlib = {{ workspace = true }}\n") == ACCEPTS
    assert said(f'{pool}zlib = {{ workspace = true, build = "*" }}\n') == UNJUDGED
    assert said(f'{pool}zlib = {{ workspace = true, version = "*" }}\n') == (
        "line 9: tool.pixi.dependencies.zlib.version cannot be combined with workspace"
    )


@pytest.mark.parametrize(
    "spec",
    [
        '"==="',
        '"1.16"',
        '"=1.16"',
        '">=1.*"',
        '"~=1"',
        '">=1+x"',
        "\">=1; os_name == 'nt'\"",
        '">=1,"',
        '" "',
    ],
)
def test_ranges_of_python_packages_that_pixi_refuses(spec: str) -> None:
    text = spec[1:-1]
    assert said(f"[tool.pixi.pypi-dependencies]\nsix = {spec}\n") == (
        "line 8: tool.pixi.pypi-dependencies.six must be a range such as '>=1.2,<2' or '*', not "
        f"'{text}'"
    )


@pytest.mark.parametrize(
    "spec",
    [
        '""',
        '"*"',
        '"===1.16"',
        '" >= v1 , <2"',
        '"==1.*,!=1.2+x"',
        "{}",
        '{ path = "p", editable = true, subdirectory = "/q" }',
        '{ git = "git+https://example.org/s.git", rev = "abc", lfs = true, extras = ["a.b"] }',
        '{ version = "~=1.0", index = "https://u:p@example.org/simple" }',
        "{ version = \"*\", env-markers = \"sys_platform == 'win32' and extra not in 'a'\" }",
    ],
)
def test_python_packages_that_pixi_accepts(spec: str) -> None:
    more = f'[tool.pixi.pypi-dependencies]\nsix = {spec}\nSix = "*"\n"" = "*"\n'
    assert said(more) == ACCEPTS


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (
            'six = { git = "https://e.org/s.git", version = ">=1" }',
            "tool.pixi.pypi-dependencies.six.version cannot be combined with git",
        ),
        (
            'six = { git = "not a url" }',
            (
                "tool.pixi.pypi-dependencies.six.git must be a URL with a scheme and a host, not "
                "'not a url'"
            ),
        ),
        (
            'six = { version = "*", env-markers = "sys_platform" }',
            "tool.pixi.pypi-dependencies.six.env-markers: 'sys_platform' is not a valid marker",
        ),
        (
            '"six-" = "*"',
            "tool.pixi.pypi-dependencies.six-: 'six-' is not a valid name of a Python package",
        ),
        (
            's.ix = "*"',
            "tool.pixi.pypi-dependencies.s.ix is not a key that Pixi supports",
        ),
        ("six = 1", "tool.pixi.pypi-dependencies.six must be a table, not an integer"),
    ],
)
def test_python_packages_that_pixi_refuses(line: str, rule: str) -> None:
    assert said(f"[tool.pixi.pypi-dependencies]\n{line}\n") == f"line 8: {rule}"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (
            'extra-index-urls = ["file:///srv/simple", "https://e.org/s", "https://e.org/s"]',
            ACCEPTS,
        ),
        ('find-links = [{ path = "./l" }, { url = "https://e.org/l" }]', ACCEPTS),
        ('no-build = true\nno-binary = ["a"]\nno-build-isolation = false', ACCEPTS),
        ('dependency-overrides = { a = { version = ">=1" } }', ACCEPTS),
        (
            'extra-index-urls = ["./simple"]',
            (
                "line 8: tool.pixi.pypi-options.extra-index-urls[1] must be a URL with a scheme "
                "and a host, not './simple'"
            ),
        ),
        (
            'find-links = [{ path = "./l", url = "https://e.org/l" }]',
            "line 8: tool.pixi.pypi-options.find-links[1] can have only one of path and url",
        ),
        (
            'no-build = "a"',
            (
                "line 8: tool.pixi.pypi-options.no-build must be a boolean or an array of names, "
                "not a string"
            ),
        ),
    ],
)
def test_options_for_package_indexes(line: str, rule: str) -> None:
    assert said(f"[tool.pixi.pypi-options]\n{line}\n") == rule


PROJECT = f'{WORKSPACE}[project]\nname = "t"\n'  # five lines


@pytest.mark.parametrize(
    "requirement",
    [
        "SIX",
        "six[a, b] >= 1 , < 2 ; python_version in '3.11 3.12'",
        "six (>=1)",
        "six==1+local;(os_name=='nt' or os_name=='x') and extra=='a'",
        "six @ https://e.org/six-1.0-py3-none-any.whl",
        "six @ git+https://e.org/s.git@main",
        "six @ file:./six",
        "six @ {root:uri}/six",
    ],
)
def test_requirements_that_pixi_accepts(requirement: str) -> None:
    assert said(f'dependencies = ["{requirement}"]\n', PROJECT) == ACCEPTS


@pytest.mark.parametrize(
    "requirement",
    [
        "",
        "-six",
        "six-",
        "six >>1",
        "six>=1,",
        "six[a,]",
        "six[a_]",
        "six ()",
        "./six",
        "six;",
        "six; foo == '1'",
        "six 1",
        "six.zip",
        "six>=1.*",
        "six; python_version",
        "six[a",
    ],
)
def test_requirements_that_pixi_refuses(requirement: str) -> None:
    assert said(f'dependencies = ["t", "{requirement}"]\n', PROJECT) == (
        f"line 6: project.dependencies[2]: '{requirement}' is not a valid requirement (PEP 508)"
    )


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('version = "1.0.post1+x"\nlicense = { file = "nosuch" }\ndynamic = ["x"]', ACCEPTS),
        ('urls = { Homepage = "no url" }\nauthors = [{ name = "A, B" }, { email = "e" }]', ACCEPTS),
        ('requires-python = ">=3.11,!=3.12.*"', ACCEPTS),
        ('requires-python = "==3.12.*"', ACCEPTS),
        ('requires-python = ""\n[tool.pixi.dependencies]\npython = "*"', ACCEPTS),
        ('requires-python = ""', "line 6: project.requires-python cannot be empty"),
        (
            'requires-python = "3.11"',
            "line 6: project.requires-python must be a range such as '>=3.11', not '3.11'",
        ),
        (
            'version = "a b"',
            "line 6: project.version must be a version such as '1.2', not 'a b'",
        ),
        ("authors = [{}]", "line 6: project.authors[1] must have a name or an email"),
        (
            'license = { text = "x", file = "y" }',
            (
                "line 6: project.license.file is not a key that Pixi supports; "
                "project.license takes text"
            ),
        ),
    ],
)
def test_what_a_project_says(line: str, rule: str) -> None:
    assert said(f"{line}\n", PROJECT) == rule


def test_a_project_needs_a_name_but_a_manifest_needs_no_project() -> None:
    assert said('[project]\nversion = "1"\n', WORKSPACE) == (
        "line 4: project must have the key name"
    )
    assert said('[tool.poetry]\nname = 1\n[build-system]\nrequires = ["a"]\n', WORKSPACE) == ACCEPTS


def test_groups_and_extras_are_features() -> None:
    groups = (
        "dependencies = []\n[dependency-groups]\nBig_One = []\n[project.optional-dependencies]\n"
    )
    more = f'{groups}X = ["six"]\n[tool.pixi.environments]\ne = '
    assert said(f'{more}["Big_One", "X"]\n', PROJECT) == ACCEPTS
    assert said(f'{more}["big-one"]\n', PROJECT) == (
        "line 12: tool.pixi.environments.e names the feature 'big-one', which does not exist"
    )


@pytest.mark.parametrize(
    ("groups", "rule"),
    [
        ('a = ["six"]\nb = [{ include-group = "a" }]', ACCEPTS),
        (
            'Aa_b = ["six"]\nb = [{ include-group = "aa-b" }]',
            (
                "line 8: the group 'b' includes the group 'aa-b', which does not exist: write "
                "'Aa_b', because Pixi compares names literally"
            ),
        ),
        (
            'a = [{ include-group = "b" }]\nb = [{ include-group = "a" }]',
            "line 7: the group 'a' includes itself: a -> b -> a",
        ),
        ('a = ["t[x]"]', "line 7: the group 'a' includes the extra 'x', which does not exist"),
        (
            'a = ["T[x]"]\n[tool.other]',
            "line 7: the group 'a' includes the extra 'x', which does not exist",
        ),
        (
            "a = [1]",
            "line 7: dependency-groups.a[1] must be a string or a table, not an integer",
        ),
        ("a = [{ group = 'b' }]", "line 7: dependency-groups.a[1] must have the key include-group"),
    ],
)
def test_groups_that_include_others(groups: str, rule: str) -> None:
    assert said(f"[dependency-groups]\n{groups}\n", PROJECT) == rule


def test_extras_that_include_others() -> None:
    extras = "[project.optional-dependencies]\n"
    assert said(f'{extras}B_b = []\nall = ["t[b-b]", "T[b.b]"]\n', PROJECT) == ACCEPTS
    assert said(f'{extras}a = ["t[b]"]\nb = ["t[a]"]\n', PROJECT) == (
        "line 7: the extra 'a' includes itself: a -> b -> a"
    )
    assert said(f'{extras}all = ["t[nosuch]"]\n', PROJECT) == (
        "line 7: the extra 'all' includes the extra 'nosuch', which does not exist"
    )


def test_an_extra_in_another_spelling_is_a_feature_too() -> None:
    more = 'optional-dependencies = { B_b = [], all = ["t[b.b]"] }\n[tool.pixi.environments]\n'
    assert said(f'{more}e = ["B_b", "b-b"]\n', PROJECT) == ACCEPTS
    assert said(f'{more}e = ["b_b"]\n', PROJECT) == (
        "line 8: tool.pixi.environments.e names the feature 'b_b', which does not exist"
    )


def test_a_project_s_name_is_compared_as_it_is_written() -> None:
    text = f'{WORKSPACE}[project]\nname = "T"\noptional-dependencies = {{ a = ["T[nosuch]"] }}\n'
    assert judge(text).answer == ACCEPTS


def test_old_names_and_what_is_built_from_source() -> None:
    host = '[tool.pixi.host-dependencies]\nzlib = "*"\n'
    assert said(host) == ACCEPTS
    assert said(f"preview = false\n{host}", HEAD).startswith(
        "line 8: tool.pixi.host-dependencies: with pixi-build"
    )
    assert said("[tool.pixi.package]\n") == (
        'line 7: tool.pixi.package needs preview = ["pixi-build"] in the workspace'
    )
