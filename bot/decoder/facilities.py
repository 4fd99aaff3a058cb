"""The facilities of HRESULTs: who in Windows raised an error, by number, as a table.

Numbers and names: [MS-ERREF] 2.1.1 and winerror.h. What each says is put in our own words, and only
where it helps to find where an error comes from.
"""

from typing import NamedTuple


class Facility(NamedTuple):
    """A facility's number, its name without `FACILITY_` (None where it has none), what it says."""

    number: int
    name: str | None
    says: str

    @property
    def label(self) -> str:
        """Its name, or its number in hex."""
        return self.name or f"0x{self.number:X}"


FACILITIES = {
    number: Facility(number, name, says)
    for number, name, says in (
        (0, "NULL", "a general code of COM or Windows, raised by no one part of it"),
        (1, "RPC", "remote procedure calls: the call between two processes or machines failed"),
        (2, "DISPATCH", "COM automation: a script called a component and the call failed"),
        (3, "STORAGE", "structured storage: a compound file could not be used"),
        (4, "ITF", "one COM interface: its own documentation says what the code means"),
        (7, "WIN32", "a Win32 error, wrapped: the low 16 bits are its number"),
        (8, "WINDOWS", "COM itself: finding, starting or activating a component"),
        (9, "SECURITY", "security and certificates (SSPI): logon, keys, trust"),
        (10, "CONTROL", "an ActiveX control"),
        (11, "CERT", "certificates: a chain, its trust or its date"),
        (12, "INTERNET", "the internet client (WinINet): name, connection or download"),
        (13, "MEDIASERVER", "media services"),
        (14, "MSMQ", "Message Queuing"),
        (15, "SETUPAPI", "device and driver set-up"),
        (16, "SCARD", "smart cards"),
        (17, "COMPLUS", "COM+, and Microsoft Transaction Server (MTS) before it"),
        (18, "AAF", "the Advanced Authoring Format"),
        (19, "URT", "the .NET runtime"),
        (20, "ACS", "audit collection"),
        (21, "DPLAY", "DirectPlay"),
        (22, "UMI", "the management interface UMI"),
        (23, "SXS", "side-by-side assemblies: a manifest or a version of a DLL"),
        (24, "WINDOWS_CE", "Windows CE"),
        (25, "HTTP", "HTTP: the low 16 bits hold the HTTP status"),
        (26, "USERMODE_COMMONLOG", "the common log file system"),
        (27, "WER", "Windows Error Reporting"),
        (31, "USERMODE_FILTER_MANAGER", "file system filters"),
        (32, "BACKGROUNDCOPY", "background transfer (BITS)"),
        (33, "CONFIGURATION", "configuration"),
        (34, "STATE_MANAGEMENT", "state management"),
        (35, "METADIRECTORY", "identity metadirectory"),
        (36, "WINDOWSUPDATE", "Windows Update"),
        (37, "DIRECTORYSERVICE", "Active Directory"),
        (38, "GRAPHICS", "graphics"),
        (39, "SHELL", "the Windows shell"),
        (40, "TPM_SERVICES", "the trusted platform module's services"),
        (41, "TPM_SOFTWARE", "the trusted platform module's software"),
        (48, "PLA", "performance logs and alerts"),
        (49, "FVE", "BitLocker drive encryption"),
        (50, "FWP", "the Windows filtering platform: firewall and IPsec"),
        (51, "WINRM", "Windows Remote Management"),
        (52, "NDIS", "network drivers"),
        (53, "USERMODE_HYPERVISOR", "the hypervisor"),
        (54, "CMI", "component management"),
        (55, "USERMODE_VIRTUALIZATION", "virtualization"),
        (56, "USERMODE_VOLMGR", "the volume manager"),
        (57, "BCD", "boot configuration data"),
        (58, "USERMODE_VHD", "virtual hard disks"),
        (60, "SDIAG", "scripted diagnostics"),
        (61, "WEBSERVICES", "web services"),
        (80, "WINDOWS_DEFENDER", "Windows Defender"),
        (81, "OPC", "Open Packaging Conventions: a package file"),
    )
}
