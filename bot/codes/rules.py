"""The notations and verdicts of tokens, and the words around tokens that decide, as tables.

`bot.codes.shapes` cuts a text into tokens; this module and `bot.codes.phrases` give a verdict for
the words around a token; `bot.codes.detection` weighs that verdict and the token's value.
"""

from collections.abc import Mapping
from enum import Enum


class Notation(Enum):
    """How a token writes a value."""

    NOTHING = "no code"
    DECIMAL = "decimal"
    SIGNED = "signed decimal"
    HEX = "hex"
    BARE_HEX = "bare hex"
    NAME = "name"
    SIGNED_HEX = "signed hex"
    LOOKALIKE = "digits with letters among them"
    BUG_CHECK = "a bug check's hex"
    NUMBERED = "a program's own number"


class Verdict(Enum):
    """What a token is by its form or by the words around it."""

    CODE = "a status code"
    NAMED = (
        "a status code if its value is a large one with a name, or wraps one, else something else"
    )
    LARGE = "a status code if its value is built like one, else something else"
    OTHER = "something else"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _words(verdict: Verdict, words: str) -> dict[str, Verdict]:
    return dict.fromkeys(words.split(), verdict)


WORDS: Mapping[str, Verdict] = (
    _words(
        Verdict.LARGE,
        """
        address addr arg article attempt attempts bad batch bits block bug build bus bytes case
        chapter check account asset bios checkpoint client col column commit contract correlation
        count customer day days delay depth disk duration elapsed equivalent firmware event ext
        extension field files frame hint icq id index instance interval invoice issue item items job
        kb keywords kind lang language lcid length level line lines ln lun machine memory message
        minutes mode month msg node note offset opcode option options order page param parameter
        parameters percent phase pid port ports position pr priority problem procedure process
        processus queue rank ratio records reference ref release retries rev revision room
        row rows score sec seconds section sector seq sequence serial series server session size
        slot stage state step style substatus task thread threads ticket tid time timeout times top
        total type users validation value ver version vlan volume warnings weight width year years
        flight gate host record severity signal unicode worker bit byte character
        interrupt irq register vector
        zeile ligne línea linea linha riga regel wiersz wierszu linia linii řádek řádku satır строка
        строке строки строку spalte colonne columna coluna colonna kolumna kolumnie kolom sloupec
        столбец столбце puerto porta порт порта порту порте prozess proceso processo proces procesu
        процесс процесса процессу seite página pagina strona stronie страница странице versión
        versione versão wersja verze sürüm версия версии schritt étape paso etapa passo
        krok шаг шаге versuch tentative intento tentativa tentativo próba próbie poging попытка
        попытке größe taille tamaño tamanho dimensione rozmiar velikost grootte boyut размер
        """,
    )
    | _words(
        Verdict.NAMED,
        """
        access attributes capabilities caps characteristics control dword features pointer
        privileges ptr rights stop bugcheck args bucket values contains equals subject default at
        constant
        eax ebp ebx ecx edi edx eip esi esp rax rbp rbx rcx rdi rdx rip rsi rsp
        """,
    )
    | _words(
        Verdict.OTHER,
        """
        base call checksum color colour crc ctxid exstyle fax flag flags guid
        handle hash hive hkey hwnd identifier ieee isbn iso mask masks mobile module phone
        qq notation
        reading rfc root rva sha sid stamp tag tel timestamp tstamp writing executing xor vid dev
        subsys ven mi
        """,
    )
    | _words(
        Verdict.CODE,
        """
        ec err errcode errno error errorcode errorlevel errors erro erreur errore exception exit
        erreurs errori errores erros fouten exitcode exited exiting exits fail failed failing fails
        failure fault fehler fehlercode fehlercodes feil fehlernr fehlernummer feilkode feilnummer
        fel felkod felnummer fejl fejlkode fejlnummer fout foutnummer hiba virhenumero kodas napake
        veakood oserr foutcode virhe virhekoodi järjestelmävirhe eroare kodu kesalahan systeemfout
        systemfel systemfejl systemfeil rendszerhiba getlasterror lasterr gle helpmsg hr hresult
        hrresult iissync lasterror ntstatus oserror rc result resultcode ret retcode return
        returncode returned returning returns retval sc scode sessionerror status statuscode
        systemfehler win32 winapi winerror wsagetlasterror código codigo chyba hata code codes erorr
        kod kód kode koden kodem kódem kódom codice codul koodi koodilla felkoden fejlkoden
        feilkoden felet fejlen feilen virheeseen virheellä virhekoodilla virhekoodin foutmelding
        chybou chybu błędem błędzie hibaszám hibával állapotkód eroarea galat
        ergebniscode fehlerstatus
        """,
    )
)
"""The verdict of the nearest word before a token: lower case, camel case and `_` split."""

OUTWEIGHED = _set(
    """
    call checksum crc executing guid handle hash identifier module reading root sid stamp tag
    timestamp tstamp writing
    """
)
"""Words for something else that a large value with a name outweighs: "invalid handle: 0x80070006".

Not those for flags, masks, colours and addresses, whose bits may happen to be those of a code."""

LINKS = _set(
    """
    a actual an as by das de del der di do du equal et from has have il in is ist la le no
    nr num number of sind sistem sistema system système the to und was were with y
    """
)
"""Words between such a word and the token: "error code was", "erreur système"."""

VERBS = _set(
    """
    gave get gets getting give gives got now print printed prints said saw say says see sees
    show showed shows so then threw throws
    """
)
"""Words that give a number as a result, unless a noun follows it."""
AFTER_VERB = (
    r"\s*(?:[.,;:?!)\]'\"`*]|\([^\W\d]|$|\s(?:on|for|from|again|when|after|while|at|every|and|in|here|now|since"
    r"|twice|once|too|running|replicating|synchroni[sz]ing|starting)\b)"
)

QUALIFIERS = _set(
    """
    amqp area bar booking canon cassandra char character color country cuda dial dialing discord
    epson event extra ftp gatt grpc http https icmp imap irc kafka modbus mqtt mysql netflix
    nintendo nvml oracle playstation postgres redis roblox snmp sphere steam trouble vendor
    key language activesync sample example ldap nntp operational ora postal product promo protocol
    qr rcode response scan sense setting sip smtp soap source sql sqlcode sqlite sub syntax vk zip
    """
)
"""Words that make a code one of another kind: an HTTP status, an area code."""

UNQUALIFIED = _set(
    """
    errorlevel getlasterror gle helpmsg hr hresult hrresult lasterr lasterror ntstatus oserror scode
    win32 winapi winerror wsagetlasterror
    """
)
"""Words for codes of Windows alone: no word before them makes them those of another kind."""

FOREIGN_WORDS = (
    r"(?:出错|報錯|报错|出錯|에러(?:\s?코드)?|ข้อผิดพลาด|รหัส|κωδικό\w?"
    r"|エラーが発生しました|lỗi\s\w+\s\w+"
    r"|błąd\w{0,2}(?:\ssystem\w{0,4})?|błędu|chyb\w{1,3}|hatas\w|rendszerhiba\s\w+"
    r"|σφάλμα\w{0,3}(?:\sσυστήματος)?|помилк\w{1,3}|lỗi|שגיאה|خطأ|ошибк\w{0,3}|код\w{0,2}|сбо\w{1,3}|错误(?:代码|码|状态)?|錯誤(?:代碼|碼|狀態)?|代码|代碼|失败|失敗|启动|啟動|エラー(?:コード|の状態)?"
    r"|コード|エラー番号|错误号|错误编号|錯誤號|오류(?:\s?코드)?|오류\s?번호|코드|hataları|hibak[óo]d\w{0,2}"
    r"|(?:код\s(?:на\s)?)?грешк\w{1,2}|k[oô]d\s(?:po)?gre[šs]ke|kļūdas\skods|รหัสข้อผิดพลาด|errore|código|système|sistema)"
    r"(?:\s(?:d[eoi]l?\s)?(?:windows|win32))?[\s:=：（(\[#\"'`]{0,6}$"
)
"""Words of other languages before a code; most have no blanks between them."""

EXIT_CODES_ABROAD = (
    r"(?:beendigungscode|rückkehrcode|rückgabe(?:wert|code)|code de (?:retour|sortie)"
    r"|valeur de retour|c[óo]digo de (?:finalización|retorno|sa[íi]da|salida)"
    r"|codice di (?:uscita|ritorno)|(?:afsluit|retour)code|kod(?:em)? (?:wyjścia|zakończenia)"
    r"|kód(?:em)? ukončení|návratov\w{1,3} kód\w{0,2}|код\w{0,2} (?:выхода|завершения|возврата"
    r"|завершення|виходу|повернення)|(?:çıkış|dönüş) kodu|(?:avslutnings|retur|utgångs)kode?"
    r"|paluukoodi|kilépési kód|(?:終了|戻り|返り|リターン) ?(?:コード|ステータス|値)"
    r"|(?:退出|返回|结束|結束|傳回)(?:代?[码碼]|值|状态|狀態)|(?:종료|반환) ?(?:코드|값))"
    r"(?:\s(?:es|est|è|é|ist|war|var))?[\s:=([#\"'`]{0,6}$"
)
"""What other languages call an exit code."""

RETURNED_ABROAD = (
    r"(?:\b(?:(?:retourné|renvoyé|devolvió|devolveu|retornou|restituito)(?: (?:le|el|o|il))?"
    r"|(?:fehlgeschlagen mit|échoué avec|falló con|falhou com|fallito con|mislukt met)"
    r"|(?:misslyckades|mislykkedes|mislyktes) med|zwrócił\w?|vrátil\w?|верну\w{1,3}"
    r"|возвраща\w{1,4}|выда[её]т|returnerade|returnerede|returnerte)|返回|傳回)"
    r"[\s:=：（(\[#\"'`]{0,4}$"
)
"""Verbs of other languages for what a function returned or failed with."""

STATUSES_ABROAD = (
    r"(?:[状狀][态態]代?[码碼]|(?:ステータス|状態) ?コード|상태 ?코드"
    r"|код\w{0,2} состояния|durum kodu|kod stanu|stavový kód|statuskode?|tilakoodi|állapotkód"
    r"|code d['’]état|c[óo]digo de (?:estado|status)|codice di stato)"
    r"[\s:=：（(\[#\"'`]{0,4}(?:http )?$"
)
"""What other languages call a status code, of Windows or of HTTP."""

OTHER_CODES_ABROAD = (
    r"(?:kod\w{0,2} (?:pocztow|kresk|produkt|weryfikac|dostęp|rabat|promoc)\w{0,6}"
    r"|(?:verifizierungs|bestätigungs|rabatt|gutschein|zugangs|sicherheits|post|pin|bar"
    r"|aktivierungs|freischalt|bekreftelses|bekræftelses|verifierings|aktiverings)[ -]?[ck]ode?n?"
    r"|code (?:postal|de (?:vérification|confirmation|sécurité|validation)|promo|pin|client"
    r"|produit)|c[óo]digo (?:postal|promocional"
    r"|de (?:verifica|confirma|segur|barras|acces|acess|client|product)\w{0,5})"
    r"|codice (?:fiscale|cliente|postale|di (?:verifica|conferma|sicurezza)|articolo|prodotto)"
    r"|код\w{0,2} (?:подтверждения|доступа|товара|региона|активации|проверки)"
    r"|(?:doğrulama|posta|ürün|onay|erişim|aktivasyon) kodu"
    r"|mã (?:xác (?:nhận|minh)|bưu|otp|sản phẩm)|(?:poštovní|ověřovací) kód"
    r"|(?:验证|驗證|认证|邮政编|確認|認証|郵便)(?:码|碼|コード|番号)"
    r"|인증 ?(?:코드|번호)|우편 ?번호)"
    r"(?:\s(?:is|ist|est|es|è|är|er|jest))?[^\W\d_a-z]?\W{0,4}$"
)
"""What other languages call codes that confirm something, and those of goods and places."""

EVENTS_ABROAD = (
    r"(?:\b(?:ereignis|[ée]v[éè]nement|event[oi]|olay|udalos[ťt]|událost|zdarzeni[ae]|gebeurtenis"
    r"|h(?:ä|æ|e)ndelses?|tapahtuma|esemény|событи[ея]|поді[яї]|събитие)"
    r"|イベント|事件|이벤트)[\s-]?"
    r"(?:id|kennung|nummer|kimliği|kodu|tunnus|azonosító|i|番号|コード|代?[码碼]"
    r"|识别码|識別碼|标识符?|코드)?[\s:=：（(\[#\"'`]{0,6}$"
)
"""What other languages call an event of a log, before its id."""

ORDERS_ABROAD = (
    r"(?:artikel|auftrags|bestell|kunden|mitglieds|personal|rechnungs|sendungs|serien|telefon"
    r"|ticket|vertrags|vorgangs)(?:nummer|-?nr\.?)"
    r"|(?:client|commande|dossier|facture|ticket|cliente|factura|fatura|pedido|expediente|fattura"
    r"|ordine|pratica|bestelling|factuur)(?: (?:n[.°ºo]{0,2}|nr\.?|numer[oo]|número))?"
    r"|(?:заказ|заявк|сч[её]т)\w{0,2}|zamówieni\w{1,2}|注文番号|订单号?|訂單|주문 ?번호"
)
"""What other languages call the number of an order, an invoice or a customer."""

BETWEEN_MESSAGE_AND_NUMBER = r"(?:[a-z.!'\"]\s{0,2}[([]|\berrno|\bcode)[\s:=]{0,3}$"
"""What links a system message to the number after it."""

MESSAGE_AFTER_NUMBER = r"(?:\s?[:\u2013\u2014-])? [(\"'\u201c]?(?P<words>[A-Z][^\n.]{8,})"
"""A system message after its number, in quotation marks or not; two escapes are dashes."""

UNIX_MESSAGES = (
    "address already in use|argument list too long|bad file descriptor|broken pipe"
    "|cannot allocate memory|cannot assign requested address"
    "|connection (?:refused|reset(?: by peer)?|timed out)|device or resource busy"
    "|directory not empty|exec format error|file exists|host is (?:down|unreachable)"
    "|input/output error|interrupted system call|invalid argument|invalid cross-device link"
    "|is a directory|network is (?:down|unreachable)|no buffer space available|no route to host"
    "|no space left on device|no such (?:device|file(?: or directory)?|process)|not a directory"
    "|(?:operation )?not permitted|operation timed out|permission denied|read-only file system"
    "|resource temporarily unavailable|text file busy|too many open files"
)
"""Unix's messages for its numbers, which Windows words differently. Lower case."""

ABOUT_FAILURES = (
    r"(?i)err|code|fail|crash|status|stop|blue|\bexit|result|return|exception|dump|hr\b|fehl"
    r"|iissync|node|wrong|\b(?:g[ae]t|got|ga?ive)s?\b|sa(?:ys|id)|shows?\b|[^\x00-\x7f]"
)
"""Words of texts about a failure, and letters of other languages, which are not searched."""

IISSYNC_CONTEXT = (
    *("iissync", "metabase", "node a", "node b", "node 1", "node 2", "nodea", "nodeb"),
    *("both nodes", "other node", "cluster node", "two nodes", "node of the cluster"),
)
"""Words of people who run IISSYNC, where a 0 is a status code. Lower case."""

WIN32_CONTEXT = (
    r"(?i)0x0*(?:1|ff)\b|(?<![\w./\\-])win(?:32|error|dows(?![/\\-]))|incorrect function"
    r"|system error|lasterror|invalid_function|net helpmsg|\b(?-i:[A-Z][a-z]+){2,} failed"
)
"""Words that show that a 1 or a 255 is a Win32 error, and not any program's exit code."""

STRONG = r"(?<![0-9A-GI-WYZa-gi-wyz])(?:(?:0{8}|[Ff]{8})?[89CcDd][0-9A-Fa-f]{7}|[1-4][0-9]{9})"
"""A number that is built like a code, with eight or more hex digits in a row."""
NAMED = r"_(?<=[A-Z]_)[A-Z]"
"""A part of a name such as E_FAIL; a search that begins with the mark is much faster."""
HINTS = (
    "err|code|status|fail|fault|hres|exit|return|retval|result|exception|fehl|fout|feil|fejl"
    "|virhe|eroare|kodu|kesalahan|systemfel|rendszerhiba|iissync|win32|winapi|helpmsg|%%|&h"
    "|wsa|hr=|hr:|rc=|rc:|ec=|gle|gave|gives|says|said|show|print|erorr|codigo|chyba|hata"
    "|felkod|, data |hr |rc |ec =| got "
)
"""Hints of lines: one with none of them, no `STRONG` and no `NAMED` has no certain code."""

PASTED = 100_000
"""Characters of the longest text that a user pastes; a longer one is a file."""

ITEM = r"(?:[(\[][0-9][)\]]|[0-9][).:]|#[0-9]) $"
"""The number of an item right before a token, which is as near to the words before the item."""

WRAPPED = (
    r"(?i)\bintune|\bcompany portal|\bconfig(?:uration )?m(?:gr|anager)|\b(?:sccm|mecm|psadt)\b"
    r"|\bexit ?code|\bapp ?deploy"
)
"""Words of people who see a program's exit code as an HRESULT: Intune and others show it so."""

LISTED = (
    r"(?i)\s*(?:[,;/&|、，；]|\b(?:and|or|und|et|y|then)\b)\s*(?:(?:and|or|then)\s+)?[`'\"*]*"
    r"|\n[ \t]*(?:[(\[][0-9][)\]]|[0-9][).:]|#[0-9]) "
)
"""What separates two members of one list: if the first is a code, so is the second."""

PAIRED = (
    r"(?i)[\s'\"`*\\]{0,6}(?:[(\[{=/:|,-]|--|\bor\b){0,2}\s{0,4}"
    r"(?:\bhex\b|\bdec(?:imal)?\b)?[\s(:='\"`*]{0,6}"
)
"""What separates two forms of one code: `-2147467259 (80004005)`."""

FILLER = _set(
    """
    a about again an and any anyone are as at be between both but can code codes could decode
    did difference do does error errors explain for from gave get getting give gives got had has
    have hello help hey hi how i idea iissync in is it it's its just know like look lookup me
    mean meaning means my no not now of on only or our please pls printed prints result returned
    returns said same saw say saying says see so somebody someone status tell thanks that the
    then there they this to too up us versus vs was we what what's whats when why with yes you
    """
)
"""Words that do not classify a number: a text of these and numbers asks about the numbers."""

NOT_COUNTED = FILLER | _set(
    """
    after because before but during every last means only or replicating running since starting
    synchronizing today tonight too twice once when while yesterday
    """
)
"""Words that may follow a code, and that a number does not count: "1722 today"."""

WORD_OR_DIGIT = r"[^\W\d_]+(?:'[a-z]+)?|[0-9]"
"""One word, or one digit, of a text without its numbers."""

COMPOUNDS = ("fehler", "fehlercode", "fehlernummer", "fejl", "virhe", "fout", "hiba")
"""How a word ends that says in front what an error is of: Netzwerkfehler."""

WORD = r"[Ww][Ii][Nn]32|[A-ZÀ-Þ]?[a-zß-ɏ]+|[A-Z]+(?![a-z])|[A-Z]|[^\W\d_A-Za-z]+"
"""A word, with camel case split: SystemLanguageID is three."""

GAP = r"(?:[^\w.!?]|_){0,16}(?:[.!?][^\w.!?]{0,4})?"
"""What separates a word from the token that it describes: no digit, no other word."""

NUMBER = r"(?<![0-9A-Za-z_])[0-9]"
"""The beginning of any number."""

ERROR_NAME = (
    r"(?i)(?:nt_)?(?:error|status|e|s|rpc|co|nerr|comadmin|mts|regdb|ept|win32|stg|disp|jet)_"
    r"|[a-z]{2,9}err[a-z]|wsa[a-z]{4}"
)
"""The beginning of a name that is most likely a status code's."""

GAP_MARKS = " \t\r\n%:;=#'\"`()[]{}<>|,*~_-/\\&.!?：（）「」“”"
"""The marks of such a gap."""

PAUSES = frozenset(",;!?")
"""Marks that end the influence of a word for a count or for something else."""

HAS_CONTEXT = r"[^\W\d_]|[%+°…]|[0-9]-\||\|\.\.|\|:"
"""A letter or a mark that may describe a token; `|` is in the place of the token."""

CALLED_AFTER = (
    r"(?i)[`'\"]?[ \t]?(?:error code|error|-(?:error|fehler|fout|erreur)|err\b|erreur\b|erro\b"
    r"|status(?! ?:| bar| page| line| report| check| update)|code|in error|again"
    r"|错误|エラー|오류)(?![a-z(])"
    r"(?!(?: ?(?:code|number|status))?[ :=#]{1,3}(?:0x)?[0-9]| (?:codes|events|messages)\b)"
)
"""Words that call the token before them a code."""
