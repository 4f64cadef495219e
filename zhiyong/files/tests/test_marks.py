"""Marks of state secrets: a mark is refused, a word in a sentence is not."""

import pytest

from zhiyong.files.formats import marks


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("机密.docx", "机密"),
        ("【秘密】关于专项检查的通知.docx", "秘密"),
        ("关于人事安排的请示（绝密）.pdf", "绝密"),
        ("秘密★1年 会议纪要.docx", "秘密"),
        ("机密文件.pdf", "机密"),
        ("2026-机密-名单.xlsx", "机密"),
        ("机 密.doc", "机密"),
        ("工作秘密-内部通知.docx", None),
        ("泄露商业秘密的举报.pdf", None),
        ("关于违反保守国家秘密规定的举报.docx", None),
        ("秘密花园.jpg", None),
        ("情况说明.docx", None),
    ],
)
def test_in_a_name(name: str, mark: str | None) -> None:
    assert marks.in_name(name) == mark


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("机密★5年\n某某文件\n正文", "机密"),
        ("000012\n秘  密\n特急\n", "秘密"),
        ("绝密 ★ 长期", "绝密"),
        ("编号:1\n密级：秘密\n", "秘密"),
        ("【机密】\n关于", "机密"),
        ("该同志泄露机密,情节严重。", None),
        ("密级：□绝密 □机密 □秘密", None),
        ("工作秘密\n请勿外传", None),
        ("正文\n" * 20 + "秘密\n", None),
        ("", None),
    ],
)
def test_in_a_text(text: str, mark: str | None) -> None:
    assert marks.in_text(text) == mark
