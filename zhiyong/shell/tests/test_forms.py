"""What the base of all forms accepts, refuses, and says."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from zhiyong.shell.forms import FilesField, Form, ModelForm, plain_digits, tidy


class Example(Form):
    title = forms.CharField(max_length=5)
    day = forms.DateField(required=False)
    amount = forms.DecimalField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A")], required=False)


def filled(**data: Any) -> Example:
    return Example({"title": "题", **data})


class TestText:
    def test_nul_is_refused_in_plain_words(self) -> None:
        with override("en"):
            assert "NUL" in filled(title="a\x00b").errors["title"][0]

    def test_length_is_counted_in_characters_not_bytes(self) -> None:
        assert filled(title="𠮷𠮷𠮷𠮷𠮷").is_valid()
        with override("zh-hans"):
            assert filled(title="一二三四五六").errors["title"] == ["最多 5 字，现有 6 字。"]

    def test_line_ends_count_once_and_invisible_characters_go(self) -> None:
        assert tidy("a\r\nb\rc") == "a\nb\nc"
        assert tidy("王\u200b五\ufeff\u202e\x07") == "王五"

    def test_what_can_be_seen_is_never_changed(self) -> None:
        kept = "﨑㐂𠮷 ，。ＡＢ１２ 👩\u200d👩\u200d👧 \t"
        assert tidy(kept) == kept

    def test_an_empty_field_says_what_to_do(self) -> None:
        with override("zh-hans"):
            form = Example({})
            assert form.errors["title"] == ["请填写此项。"]


class TestDays:
    @pytest.mark.parametrize("text", ["2026年11月22日", "２０２６-１１-２２", "20261122"])
    def test_days_as_people_write_them(self, text: str) -> None:
        form = filled(day=text)
        assert form.is_valid()
        assert form.cleaned_data["day"] == date(2026, 11, 22)

    @pytest.mark.parametrize("text", ["明天", "2026-02-30", "20\x0026-01-01", "1/2/3"])
    def test_what_is_no_day_is_refused_with_an_example(self, text: str) -> None:
        assert "2026-11-22" in filled(day=text).errors["day"][0]

    @pytest.mark.django_db
    def test_forms_of_objects_read_them_too(self) -> None:
        class OfObject(ModelForm):
            day = forms.DateField()

            class Meta:
                model = ContentType
                fields = ("app_label",)

        form = OfObject({"day": "二〇二六年一月二日", "app_label": "x"})
        assert form.is_valid()
        assert form.cleaned_data["day"] == date(2026, 1, 2)


def test_full_width_numbers_are_read() -> None:
    form = filled(amount="１２．５")
    assert form.is_valid()
    assert form.cleaned_data["amount"] == Decimal("12.5")
    assert plain_digits(" １３８－０００ ") == "138-000"


def test_forms_of_one_class_do_not_share_what_is_prepared() -> None:
    first, second = filled(title="a\r\nb"), filled(title="c")
    assert first.is_valid()
    assert second.is_valid()
    assert Example.base_fields["title"].to_python.__qualname__ == "CharField.to_python"


class TestFiles:
    def form(self, *files: SimpleUploadedFile, required: bool = True) -> Form:
        class WithFiles(Form):
            papers = FilesField(most=2, largest=10, accept=(".pdf",), required=required)

        return WithFiles(QueryDict(), MultiValueDict({"papers": list(files)}))

    def test_several_files_come_as_a_list(self) -> None:
        form = self.form(SimpleUploadedFile("a.pdf", b"1"), SimpleUploadedFile("b.pdf", b"2"))
        assert form.is_valid()
        assert [file.name for file in form.cleaned_data["papers"]] == ["a.pdf", "b.pdf"]

    @pytest.mark.parametrize(
        ("files", "said"),
        [
            ([], "请填写此项。"),
            (
                [SimpleUploadedFile(f"{n}.pdf", b"1") for n in range(3)],
                "最多上传 2 个文件，现有 3 个。",
            ),
            ([SimpleUploadedFile("大.pdf", b"1" * 11)], "文件“大.pdf”超过 10\xa0字节。"),
        ],
    )
    def test_too_few_too_many_too_large(self, files: list[Any], said: str) -> None:
        with override("zh-hans"):
            assert self.form(*files).errors["papers"] == [said]

    def test_an_empty_file_is_refused(self) -> None:
        assert not self.form(SimpleUploadedFile("a.pdf", b"")).is_valid()

    def test_none_is_fine_where_none_is_needed(self) -> None:
        form = self.form(required=False)
        assert form.is_valid()
        assert form.cleaned_data["papers"] == []
