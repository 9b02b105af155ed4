"""Makes places.mmdb: pip install mmdb_writer netaddr; python3 places.py"""
from netaddr import IPSet
from mmdb_writer import MMDBWriter


def city(code, name, latitude, longitude):
    return {
        "country": {"iso_code": code},
        "city": {"names": {"en": name}},
        "location": {"latitude": latitude, "longitude": longitude},
    }


writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="Test-City", float_type="f64")
writer.insert_network(IPSet(["192.0.2.0/24", "2001:db8:1::/48"]), city("DE", "Berlin", 52.52, 13.4))
writer.insert_network(IPSet(["198.51.100.0/24"]), city("AU", "Sydney", -33.87, 151.21))
writer.insert_network(IPSet(["203.0.113.0/24"]), {"country": {"iso_code": "FR"}})
writer.to_db_file("places.mmdb")
