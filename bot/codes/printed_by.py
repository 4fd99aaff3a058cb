"""The programs that print numbers: Windows and parts of it, some with numbers of their own."""

from enum import StrEnum


class PrintedBy(StrEnum):
    """The program that printed a number."""

    ANY = "any"
    """Any program on Windows."""
    IISSYNC = "iissync"
    BUG_CHECK = "bug check"
    """Windows itself, when it stopped."""
    KERBEROS = "kerberos"
    """A domain controller, in events 4768, 4769 and 4771."""
    LDAP = "ldap"
    IIS = "iis"
    """A web server: an HTTP status with its sub-status, such as 401.3."""
    INSTALLER = "windows installer"
    """Windows Installer, in a message such as "Error 1920."; its exit codes are Win32 errors."""
    ROBOCOPY = "robocopy"
    """An exit code, which is a sum of flags."""
    TLS = "tls alert"
    SQL_SERVER = "sql server"
    SERVICES = "service control manager"
    """The number of an event, 7000 to 7045."""
    DEVICES = "device manager"
    """The number in "Code 43"."""

    @property
    def counts_its_own(self) -> bool:
        """Whether its numbers are its own, and not Win32 errors, HRESULTs or NTSTATUS values."""
        return self not in {PrintedBy.ANY, PrintedBy.IISSYNC}

    @property
    def numbering(self) -> "PrintedBy":
        """The program whose numbering it uses: itself, or any, which is that of Windows."""
        return self if self.counts_its_own else PrintedBy.ANY

    @property
    def prints_status_codes(self) -> bool:
        """Whether its numbers are status codes of Windows or bug checks."""
        return self is PrintedBy.BUG_CHECK or not self.counts_its_own
