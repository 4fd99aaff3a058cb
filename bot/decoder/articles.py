"""The Microsoft Knowledge Base articles that the catalogue's facts come from."""

from typing import NamedTuple

IIS4 = "IIS 4.0"
IIS5 = "IIS 5.0"


class Article(NamedTuple):
    """One article: its number, title, product, and the date of the revision that was read.

    The date is None where only the title is known.
    """

    number: str
    title: str
    product: str
    date: str | None

    def __str__(self) -> str:
        return self.number


Q191138 = Article("Q191138", "How to Install the NTOP on Cluster Server", IIS4, "24 May 2000")
Q214783 = Article("Q214783", "Iissync.exe Fails with Error Code 64", IIS5, "21 October 2000")
Q224801 = Article("Q224801", "Deciphering IISSYNC Status Codes", IIS4, "17 November 1999")
Q224801_2000 = Article("Q224801", "Deciphering IISSYNC Status Codes", IIS4, "30 March 2000")
Q235698 = Article(
    "Q235698",
    "IISSYNC Deletes the IIS In-Process Package on the Target Server",
    IIS4,
    "21 October 2000",
)
Q241497 = Article(
    "Q241497",
    "BackOffice Server Intranet Publishing Kit Does Not Install Corre…",  # cut so in the archive
    "BackOffice Server 4.5",
    "24 September 1999",
)
Q241573 = Article(
    "Q241573", "How to Install IIS 4.0 onto a Single Node of MSCS 1.0", IIS4, "20 May 2002"
)
Q243342 = Article("Q243342", "IISSYNC Returns a Status of 214598801", IIS4, "3 August 2000")
Q288207 = Article(
    "Q288207",
    "IISSYNC May Fail If SSL Is Enabled on IIS5/Windows 2000 Cluster",
    IIS5,
    "8 May 2002",
)
Q301919 = Article(
    "Q301919", "PRB: Cannot Expand My Computer in Component Services MMC", "COM+", None
)
Q310412 = Article(
    "Q310412",
    "Corrupt COM+ Catalog Prevents Iissync.exe from Running Properly",
    IIS5,
    "14 June 2002",
)
