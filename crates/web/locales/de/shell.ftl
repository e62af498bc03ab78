# Der Rahmen, die Bausteine und was alle Räume teilen.
app-name = Tandem
skip-to-content = Zum Inhalt springen
nav-main = Hauptnavigation
nav-more = Mehr
nav-close = Menü schließen
nav-group-now = Jetzt
nav-group-plan = Planen
nav-group-publish = Veröffentlichen
nav-group-learn = Lernen
nav-group-workspace = Arbeitsbereich
nav-home = Start
nav-my-day = Mein Tag
nav-goals = Ziele
nav-campaigns = Kampagnen
nav-budget = Budget
nav-media = Mediathek
nav-posts = Beiträge
nav-calendar = Kalender
nav-channels = Kanäle
nav-trace = Spur
nav-links = Links
nav-members = Personen
nav-settings = Einstellungen
nav-waiting = { $count ->
    [one] 1 wartet
   *[other] { $count } warten
}

switcher-brand = Marke
switcher-all-brands = Alle Marken
switcher-choose = Marke wählen
user-menu = Dein Menü
user-account = Dein Konto
user-sign-out = Abmelden
user-sign-in = Anmelden
user-shortcuts = Tastenkürzel
language = Sprache
theme = Darstellung
theme-auto = Wie das Gerät
theme-light = Hell
theme-dark = Dunkel

action-save = Speichern
action-cancel = Abbrechen
action-close = Schließen
action-back = Zurück
action-edit = Bearbeiten
action-delete = Löschen
action-remove = Entfernen
action-confirm = Bestätigen
action-new-post = Neuer Beitrag
action-search = Suchen
action-apply = Anwenden
action-copy = Kopieren
action-copied = Kopiert
action-more = Weitere Aktionen
action-dismiss = Ausblenden

field-optional = optional
field-choose = Auswählen …
field-all = Alle
field-none = Keine Auswahl
field-zone = Zeitzone
field-file-drop = Datei wählen oder hierher ziehen
field-files-drop = Dateien wählen oder hierher ziehen
field-counter = { $count } von { $max }
field-counter-over = { $count } von { $max }, zu lang
field-show-password = Zeigen
form-faults = { $count ->
    [one] Eine Angabe braucht deine Aufmerksamkeit
   *[other] { $count } Angaben brauchen deine Aufmerksamkeit
}

confirm-title = Bist du sicher?
unsaved-changes = Es gibt ungespeicherte Änderungen.

page-next = Weiter
page-previous = Zurück
page-first = Zum Anfang
page-list = Seiten
breadcrumbs = Du bist hier
table-scroll = { $title } (seitlich scrollbar)
empty-filtered = Nichts passt zu diesem Filter.

chart-table = Als Tabelle zeigen
chart-no-data = Noch keine Daten
chart-date = Datum
chart-not-offered = nicht angeboten
chart-range = von { $from } bis { $to }
stat-source = { $source }, abgerufen { $when }
stat-not-offered = Vom Netzwerk nicht angeboten
stat-up = { $change } mehr
stat-down = { $change } weniger
stat-same = unverändert

shortcuts-title = Tastenkürzel
shortcuts-go = Gehe zu
shortcuts-do = Tun
shortcuts-then = dann
shortcut-help = Diese Liste zeigen
shortcut-new-post = Neuer Beitrag
shortcut-search = Zum Suchfeld
shortcut-close = Offenes schließen

preferences-saved = Gespeichert.
signed-out = Du bist abgemeldet.

leave-title = Weiter zu { $host }
leave-text = Du wirst zu { $host } geleitet, um dort deine Erlaubnis zu geben. Danach kommst du hierher zurück.
leave-continue = Weiter zu { $host }

state-draft = Entwurf
state-awaiting_approval = Wartet auf Freigabe
state-scheduled = Geplant
state-claimed = Beginnt
state-sending = Wird gesendet
state-published = Veröffentlicht
state-retry_at = Neuer Versuch folgt
state-processing = Wird verarbeitet
state-unknown = Unklar
state-failed = Fehlgeschlagen
state-missed = Verpasst
state-paused = Angehalten

role-owner = Inhaber
role-strategist = Strategie
role-community_manager = Community-Management
role-content_editor = Redaktion
role-targeter = Anzeigen
role-analyst = Analyse
role-sales = Vertrieb
role-approver = Freigabe
role-freelancer = Freie Mitarbeit

problem-title-sign-in = Bitte melde dich an
problem-text-sign-in = Diese Seite ist nur für angemeldete Personen.
problem-title-not-found = Hier ist nichts
problem-text-not-found = Die Seite gibt es nicht, oder sie gehört zu einem Arbeitsbereich, in dem du nicht bist.
problem-title-forbidden = Deine Rolle erlaubt das nicht
problem-text-forbidden = Frag eine Inhaberin oder einen Inhaber des Arbeitsbereichs, wenn du es brauchst.
problem-title-cross-site = Diese Anfrage kam von einer anderen Website
problem-text-cross-site = Zu deiner Sicherheit wurde nichts geändert. Geh zurück zu Tandem und versuche es von dort.
problem-title-conflict = Das geht nicht mehr
problem-text-conflict = Seit du die Seite geöffnet hast, hat sich etwas geändert. Lade sie neu und sieh dir den neuen Stand an.
problem-title-unreadable = Diese Anfrage war nicht lesbar
problem-text-unreadable = Etwas fehlte oder war falsch geschrieben. Geh zurück und versuche es noch einmal.
problem-title-too-large = Das ist zu groß
problem-text-too-large = Versuche es mit einer kleineren Datei oder einem kürzeren Text.
problem-title-too-many = Zu viele Versuche
problem-text-too-many = Bitte warte ein wenig und versuche es noch einmal.
problem-title-busy = Tandem ist beschäftigt
problem-text-busy = Etwas, das es braucht, antwortet gerade nicht. Nichts ging verloren; versuche es gleich noch einmal.
problem-title-full = Der Datenträger ist voll
problem-text-full = Wo Tandem seine Daten aufbewahrt, ist kein Platz mehr; deshalb wurde dies nicht gespeichert. Alles früher Gespeicherte ist noch da. Geh zurück: Was du eingegeben hast, steht noch im Formular. Sag der Person, die Tandem betreibt, dass sie Platz schaffen soll; danach geht es einfach weiter.
problem-title-store = Dateien sind nicht erreichbar
problem-text-store = Der Ort, an dem Tandem Dateien aufbewahrt, nimmt oder gibt gerade keine. Nichts wurde geändert, und nichts Gespeichertes ging verloren. Geh zurück: Was du eingegeben hast, steht noch im Formular. Versuche es nach einer Weile wieder; bleibt es so, sag es der Person, die Tandem betreibt.
problem-title-internal = Auf unserer Seite ging etwas schief
problem-text-internal = Der Fehler ist aufgezeichnet. Kommt er wieder, nenne deiner Administration die Nummer der Anfrage.
problem-title-offline = Keine Verbindung
problem-text-offline = Der Server ist nicht erreichbar. Was du geschrieben hast, ist noch da; versuche es, sobald du wieder online bist.
problem-text-refused = Dieser Teil konnte nicht geladen werden. Was du geschrieben hast, ist noch da; versuche es gleich noch einmal.
problem-request = Anfrage { $id }
problem-home = Zur Startseite
problem-reload = Neu laden

error-required = Bitte ausfüllen.
error-number_malformed = Bitte gib eine Zahl ein.
error-money_malformed = Bitte gib einen Betrag ein, etwa 1.250,00.
error-date_malformed = Bitte gib ein Datum ein.
error-time_malformed = Bitte gib Datum und Uhrzeit ein.
error-zone_unknown = Diese Zeitzone kennen wir nicht: { $zone }.
error-time_skipped = An dem Tag springen die Uhren nach { $before } auf { $after }, diese Zeit gibt es nicht. Wähle spätestens { $before } oder frühestens { $after }.
error-text_too_long = Zu lang: { $length } Zeichen, höchstens { $limit }.
error-taken = Das ist schon vergeben.
error-email = Bitte gib eine E-Mail-Adresse ein.
error-url = Bitte gib eine Webadresse ein, beginnend mit https://.
error-choice = Bitte wähle einen der angebotenen Werte.
error-past = Das liegt in der Vergangenheit.
error-negative = Das darf nicht negativ sein.
error-order = Das Ende muss nach dem Anfang liegen.
error-network_credentials = Das Netzwerk hat die Anmeldung abgelehnt. Verbinde den Kanal neu.
error-network_permission = Das Konto darf das auf dem Netzwerk nicht.
error-network_invalid = Das Netzwerk lehnt diesen Inhalt ab: { $message }
error-network_rate_limited = Das Netzwerk bittet um Geduld. Versuche es in einigen Minuten noch einmal.
error-network_not_found = Das Netzwerk kennt das nicht.
error-network_not_offered = Das Netzwerk bietet das nicht an.
error-network_blocked = Zu dieser Adresse wird keine Verbindung aufgebaut.
error-network_unavailable = Das Netzwerk ist gerade nicht erreichbar. Versuche es später noch einmal.
error-network_timeout = Das Netzwerk hat nicht rechtzeitig geantwortet. Versuche es später noch einmal.
error-network_protocol = Der Server antwortet nicht so wie dieses Netzwerk. Prüfe die Adresse.
error-network_local = Die Arbeit konnte bei uns nicht gespeichert werden.
error-other = Das wird nicht angenommen ({ $code }).

date-medium = { $day }. { $month } { $year }
date-short = { $day }. { $month }
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
month-short-1 = Jan.
month-short-2 = Feb.
month-short-3 = März
month-short-4 = Apr.
month-short-5 = Mai
month-short-6 = Juni
month-short-7 = Juli
month-short-8 = Aug.
month-short-9 = Sept.
month-short-10 = Okt.
month-short-11 = Nov.
month-short-12 = Dez.
weekday-short-1 = Mo
weekday-short-2 = Di
weekday-short-3 = Mi
weekday-short-4 = Do
weekday-short-5 = Fr
weekday-short-6 = Sa
weekday-short-7 = So
number-thousand = { $number } Tsd.
number-million = { $number } Mio.
number-billion = { $number } Mrd.
relative-now = gerade eben
relative-soon = gleich
relative-in-minutes = { $count ->
    [one] in 1 Minute
   *[other] in { $count } Minuten
}
relative-in-hours = { $count ->
    [one] in 1 Stunde
   *[other] in { $count } Stunden
}
relative-in-days = { $count ->
    [one] in 1 Tag
   *[other] in { $count } Tagen
}
relative-ago-minutes = { $count ->
    [one] vor 1 Minute
   *[other] vor { $count } Minuten
}
relative-ago-hours = { $count ->
    [one] vor 1 Stunde
   *[other] vor { $count } Stunden
}
relative-ago-days = { $count ->
    [one] vor 1 Tag
   *[other] vor { $count } Tagen
}
