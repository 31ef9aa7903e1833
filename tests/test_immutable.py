"""Immutable objects behave like frozen dataclasses."""

from __future__ import annotations

import copy
import pickle
from typing import Any, ClassVar

import pytest

from regal_braze.immutable import EMPTY, Immutable, as_dict, replace


class Point(Immutable):
    """A point with a name."""

    origin: ClassVar[int] = 0

    x: int
    y: int = 0
    name: str | None = None


class Place(Point):
    """A point that has a field more, and another default."""

    y: int = 7
    tags: tuple[Point, ...] = ()


class Other(Immutable):
    """Another class with the same fields as a point."""

    x: int
    y: int = 0
    name: str | None = None


def test_fields_are_given_by_place_or_by_name_and_have_defaults() -> None:
    assert Point(1) == Point(x=1) == Point(1, 0) == Point(1, name=None, y=0)
    assert vars(Point(name="a", y=2, x=1)) == {"x": 1, "y": 2, "name": "a"}
    assert [*vars(Point(name="a", y=2, x=1))] == ["x", "y", "name"]
    assert Place(1) == Place(1, 7, None, ())


@pytest.mark.parametrize("arguments", [(), (1, 2, "a", 4)])
def test_missing_and_additional_values_are_refused(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match="Point"):
        Point(*arguments)


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(TypeError, match="takes the fields x, y, name"):
        Point(1, z=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="takes the fields x, y, name"):
        replace(Point(1), z=2)


def test_nothing_can_be_changed() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match=r"Point\.x cannot be changed"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match=r"Point\.z cannot be changed"):
        point.z = 2
    with pytest.raises(AttributeError, match=r"Point\.x cannot be deleted"):
        del point.x
    assert point == Point(1)
    assert not EMPTY


def test_objects_are_equal_by_class_and_content() -> None:
    assert Point(1) != Point(2)
    assert Point(1) != Other(1)
    assert len({Point(1), Point(x=1), Point(1, 0, "a"), Point(name="a", x=1)}) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(Point([]))  # type: ignore[arg-type]


def test_a_match_statement_takes_the_fields_in_order() -> None:
    match Place(1, 2, "a"):
        case Point(x, y, name=name):
            assert (x, y, name) == (1, 2, "a")


def test_objects_can_be_copied_pickled_and_printed() -> None:
    place = Place(1, tags=(Point(2),))
    assert pickle.loads(pickle.dumps(place)) == copy.deepcopy(place) == replace(place) == place  # noqa: S301
    assert replace(place, y=3) == Place(1, 3, tags=(Point(2),))
    assert repr(Point(1)) == "Point(x=1, y=0, name=None)"


def test_a_dictionary_has_dictionaries_inside() -> None:
    place = Place(1, tags=(Point(2),))
    assert as_dict(place) == {"x": 1, "y": 7, "name": None, "tags": [{"x": 2, "y": 0, "name": None}]}
