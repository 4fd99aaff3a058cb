"""The facilities of HRESULTs: which part of Windows raised an error, by number, as a table.

Numbers and names: [MS-ERREF] 2.1.1 and winerror.h. `bot/guide/entries/families.toml` has advice for
each.
"""

from typing import NamedTuple


class Facility(NamedTuple):
    """A facility's number, and its name without `FACILITY_`, or None if it has no name."""

    number: int
    name: str | None

    @property
    def label(self) -> str:
        """Its name, or its number in hex."""
        return self.name or f"0x{self.number:X}"


FACILITIES = {
    number: Facility(number, name)
    for number, name in (
        (0, "NULL"),
        (1, "RPC"),
        (2, "DISPATCH"),
        (3, "STORAGE"),
        (4, "ITF"),
        (7, "WIN32"),
        (8, "WINDOWS"),
        (9, "SECURITY"),
        (10, "CONTROL"),
        (11, "CERT"),
        (12, "INTERNET"),
        (13, "MEDIASERVER"),
        (14, "MSMQ"),
        (15, "SETUPAPI"),
        (16, "SCARD"),
        (17, "COMPLUS"),
        (18, "AAF"),
        (19, "URT"),
        (20, "ACS"),
        (21, "DPLAY"),
        (22, "UMI"),
        (23, "SXS"),
        (24, "WINDOWS_CE"),
        (25, "HTTP"),
        (26, "USERMODE_COMMONLOG"),
        (27, "WER"),
        (31, "USERMODE_FILTER_MANAGER"),
        (32, "BACKGROUNDCOPY"),
        (33, "CONFIGURATION"),
        (34, "STATE_MANAGEMENT"),
        (35, "METADIRECTORY"),
        (36, "WINDOWSUPDATE"),
        (37, "DIRECTORYSERVICE"),
        (38, "GRAPHICS"),
        (39, "SHELL"),
        (40, "TPM_SERVICES"),
        (41, "TPM_SOFTWARE"),
        (48, "PLA"),
        (49, "FVE"),
        (50, "FWP"),
        (51, "WINRM"),
        (52, "NDIS"),
        (53, "USERMODE_HYPERVISOR"),
        (54, "CMI"),
        (55, "USERMODE_VIRTUALIZATION"),
        (56, "USERMODE_VOLMGR"),
        (57, "BCD"),
        (58, "USERMODE_VHD"),
        (60, "SDIAG"),
        (61, "WEBSERVICES"),
        (80, "WINDOWS_DEFENDER"),
        (81, "OPC"),
    )
}
