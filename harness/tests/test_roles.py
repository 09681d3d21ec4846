"""What a role does with more than one statement."""

from uuid import uuid4

from .conftest import Connect


def test_a_manager_loads_the_floor_by_copy(connect: Connect) -> None:
    restaurant, zone = uuid4(), uuid4()
    with connect(role="maitred_manager") as manager, manager.cursor() as cursor:
        with cursor.copy("copy maitred.restaurants (id, name, timezone) from stdin") as copy:
            copy.write_row((restaurant, "Zum Löwen", "Europe/Zurich"))
        with cursor.copy("copy maitred.zones (restaurant_id, id, name) from stdin") as copy:
            copy.write_row((restaurant, zone, "Saal"))
        with cursor.copy("copy maitred.table_inventory (restaurant_id, zone_id, name, capacity) from stdin") as copy:
            for number in range(1, 25):
                copy.write_row((restaurant, zone, f"T{number}", 2 + number % 3 * 2))
        assert cursor.execute("select count(*) from maitred.table_inventory").fetchone() == (24,)
