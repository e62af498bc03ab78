strategy-no-data = Keine Daten
strategy-newest = Neuester Klick, Besuch oder Abschluss: { $at }
strategy-source = Quelle
strategy-source-network = Summe über { $rows } Auslieferungen · { $from } · älteste Abfrage { $at }
strategy-tab-archived = Archiviert
strategy-archive = Archivieren
strategy-restore = Zurückholen
strategy-undo = Rückgängig
strategy-brand = Marke
strategy-trace = Spur
strategy-trace-of = Spur von { $name }
strategy-other-currency = { $count ->
    [one] Ein Abschluss in anderer Währung steht in keiner Summe
   *[other] { $count } Abschlüsse in anderer Währung stehen in keiner Summe
}
strategy-margin-unknown = { $count ->
    [one] Für einen Abschluss hat niemand die Marge genannt
   *[other] Für { $count } Abschlüsse hat niemand die Marge genannt
}

state-reached = Erreicht
state-on_track = Im Plan
state-watch = Beobachten
state-behind = Im Rückstand
state-late = Überfällig
state-not_begun = Noch nicht begonnen
state-no_data = Keine Daten
state-over = Ausgaben zu schnell
state-under = Ausgaben zu langsam
state-planned = Geplant
state-running = Läuft
state-ended = Beendet
state-archived = Archiviert
state-deleted = Gelöscht

goals-text = Was bis wann erreicht werden soll und wie weit es ist.
goals-tab-active = In Arbeit
goals-new = Neues Ziel
goals-new-text = Ein Ziel hat eine Zahl, einen Tag und eine Person. Alles andere hängt daran.
goals-edit = Ziel ändern
goals-create = Ziel setzen
goals-created = Ziel gesetzt. Als Nächstes: eine Kampagne dafür anlegen.
goals-changed = Ziel geändert.
goals-archived = Ziel archiviert. Auf dieser Seite kannst du es zurückholen.
goals-restored = Ziel zurückgeholt.
goals-none = Noch kein Ziel
goals-none-text = Sag, was bis wann erreicht werden soll. Kampagnen, Beiträge und Verkäufe werden dann daran gemessen.
goals-none-archived = Kein archiviertes Ziel
goals-is-archived = Dieses Ziel ist archiviert. Kampagnen ohne ein anderes Ziel stehen bei den Waisen.
goals-key = Die Marke am Balken zeigt, wo es bei gleichmäßigem Tempo vom Start bis zum Fälligkeitstag stünde.
goals-name = Name
goals-name-hint = In den Worten des Geschäfts: „Den Sommerbestand verkaufen“.
goals-stage = Trichterstufe
goals-stage-hint = An welchem Teil des Wegs vom Fremden zum Stammkunden es arbeitet.
goals-stage-awareness = Aufmerksamkeit
goals-stage-interest = Interesse
goals-stage-consideration = Abwägung
goals-stage-conversion = Abschluss
goals-stage-loyalty = Bindung
goals-metric = Messgröße
goals-metric-hint = Geld, Bestellungen, Leads, Klicks und Besuche zählen über die Kampagnen des Ziels, vom ersten Tag bis zum Fälligkeitstag. Follower sind die der Kanäle der Marke.
goals-metric-revenue = Umsatz
goals-metric-margin = Marge
goals-metric-orders = Bestellungen
goals-metric-conversions = Abschlüsse
goals-metric-sign_ups = Anmeldungen
goals-metric-leads = Leads
goals-metric-clicks = Klicks
goals-metric-visits = Besuche
goals-metric-likes = Likes
goals-metric-replies = Antworten
goals-metric-reposts = Reposts
goals-metric-quotes = Zitate
goals-metric-engagements = Interaktionen (Likes, Antworten, Reposts, Zitate)
goals-metric-followers = Follower
goals-metric-custom = Andere Messgröße, von Hand eingetragen
goals-metric-name = Name der Messgröße
goals-metric-name-hint = Für eine von Hand eingetragene Messgröße: „Läden, die uns führen“.
goals-unit = Einheit
goals-unit-hint = Für eine von Hand eingetragene Messgröße: „Läden“, „%“.
goals-baseline = Ausgangswert
goals-baseline-hint = Wo es jetzt steht oder was der Zeitraum davor brachte. Geld in { $currency }.
goals-target = Zielwert
goals-target-hint = Wohin es soll. Geld in { $currency }.
goals-starts = Beginn
goals-due = Fällig am
goals-owner = Verantwortlich
goals-owner-hint = Wer dafür geradesteht.
goals-of-target = von { $target }
goals-target-is = Zielwert { $target }
goals-until = bis { $day }
goals-bar = { $value } von { $target }: { $progress } geschafft, { $expected } bis jetzt erwartet. { $state }.
goals-bar-unknown = Es ist kein Wert bekannt; der Zielwert ist { $target }. { $state }.
goals-short = { $progress } geschafft, { $expected } bis jetzt erwartet
goals-progress = Fortschritt
goals-expected = Bis jetzt erwartet
goals-forecast = Vorhersage für den Fälligkeitstag
goals-time = Zeitraum
goals-source = { $rows } Zeilen aus { $from }, neueste { $at }
goals-source-none = { $rows } Zeilen aus { $from }
goals-source-entered = Eingetragen von { $from }, { $at } ({ $rows })
goals-unknown-no_campaign = Das Ziel hat noch keine Kampagne, also kann nichts dafür gezählt werden.
goals-unknown-no_links = In seinen Kampagnen ist noch kein verfolgter Link hinausgegangen.
goals-unknown-no_script = Die Seiten der Marke haben noch keinen Besuch gemeldet: Das Zählskript ist nicht eingebaut.
goals-unknown-not_fetched = Noch kein Netzwerk hat diese Zahl genannt.
goals-unknown-not_entered = Noch niemand hat einen Wert eingetragen.
goals-unknown-no_margin = Kein Abschluss nennt seine Marge, und die Marke hat keinen Margensatz.
goals-unknown-hidden = Deine Rolle sieht kein Geld.
goals-values = Werte
goals-values-text = Diese Messgröße wird von Hand gemessen. Ein zweiter Wert für denselben Tag ersetzt den ersten.
goals-values-none = Noch kein Wert.
goals-value = Wert
goals-value-day = Tag
goals-value-enter = Wert eintragen
goals-value-entered = Wert eingetragen.
goals-campaigns-text = Was für dieses Ziel getan wird.
goals-campaigns-none = Noch keine Kampagne arbeitet für dieses Ziel

campaigns-text = Was für welche Ziele getan wird, von wann bis wann, für wie viel.
campaigns-new = Neue Kampagne
campaigns-new-text = Eine Kampagne gehört zu mindestens einem Ziel; ihre Beiträge und Links tragen ihren Namen.
campaigns-edit = Kampagne ändern
campaigns-create = Kampagne anlegen
campaigns-created = Kampagne angelegt.
campaigns-changed = Kampagne geändert.
campaigns-archived = Kampagne archiviert. Auf dieser Seite kannst du sie zurückholen.
campaigns-restored = Kampagne zurückgeholt.
campaigns-none = Noch keine Kampagne
campaigns-none-text = Eine Kampagne sammelt Beiträge, Links, Kosten und was daraus wurde.
campaigns-none-archived = Keine archivierte Kampagne
campaigns-is-archived = Diese Kampagne ist archiviert. Ihre Beiträge bleiben und gehen wie geplant hinaus.
campaigns-no-goal = Kein Ziel
campaigns-no-goal-text = Keines der Ziele dieser Kampagne ist in Arbeit: Ihre Beiträge dienen keinem Ziel. Ändere die Kampagne und wähle eines.
campaigns-goal-first = Setz zuerst ein Ziel
campaigns-goal-first-text = Eine Kampagne arbeitet für ein Ziel. Es gibt noch keines.
campaigns-name = Name
campaigns-goals = Ziele
campaigns-goals-hint = Mindestens eines, von derselben Marke.
campaigns-starts = Erster Tag
campaigns-ends = Letzter Tag
campaigns-time = Zeitraum
campaigns-budget = Budget
campaigns-budget-hint = In der Währung des Arbeitsbereichs. 0 ist erlaubt.
campaigns-utm = UTM-Name
campaigns-utm-hint = utm_campaign in ihren Links: Kleinbuchstaben, Ziffern und Striche. Leer gelassen wird er aus dem Namen gebildet. Links, die schon draußen sind, behalten ihren.
campaigns-spent = Ausgegeben
campaigns-spending = Budget und Kosten
campaigns-of-budget = von { $budget }
campaigns-bar = { $spent } von { $budget } ausgegeben; { $expected } bis jetzt erwartet.
campaigns-pacing = Tempo
campaigns-pacing-is = Tempo { $percent }
campaigns-pacing-rule = Das Tempo ist der ausgegebene Anteil des Budgets, geteilt durch den verstrichenen Anteil der Zeit: 100 % sind gleichmäßige Ausgaben.
campaigns-left = Übrig
campaigns-daily = Übrig je Tag
campaigns-forecast = Vorhersage zum Ende
campaigns-cost-of = Auf { $place }
campaigns-crawlers = { $count ->
    [one] und einer von einem Crawler
   *[other] und { $count } von Crawlern
}
campaigns-last-touch = Letzter Kontakt
campaigns-deliveries = Auslieferungen
campaigns-no-deliveries = Noch keine
campaigns-posts = { $count ->
    [0] Beiträge
    [one] Ein Beitrag
   *[other] { $count } Beiträge
}
campaigns-post = Beitrag
campaigns-posts-none = Noch kein Beitrag in dieser Kampagne

orphans-title = Waisen
orphans-text = Beiträge und Kampagnen, die keinem Ziel dienen. Gib jedem eine Kampagne oder ein Ziel, oder lass es los.
orphans-none = Nichts ist ohne Ziel
orphans-none-text = Jeder Beitrag gehört zu einer Kampagne und jede Kampagne zu einem Ziel.
orphans-campaigns = Kampagnen ohne Ziel
orphans-set-goal = Ziel wählen
orphans-posts = { $count ->
    [one] Ein Beitrag ohne Ziel
   *[other] { $count } Beiträge ohne Ziel
}
orphans-reason-no_campaign = In keiner Kampagne
orphans-reason-no_goal = Seine Kampagne hat kein Ziel:
orphans-campaign-for = Kampagne für { $name }
orphans-pick = Kampagne wählen
orphans-mend = Dorthin
orphans-mended = Der Beitrag hat seine Kampagne.
orphans-choose = Wähle zuerst eine Kampagne.
orphans-not-there = Der Beitrag kann nicht in diese Kampagne.

budget-text = Was hinausgeht, wofür, und ob es im Plan bleibt.
budget-lines = Kostenzeilen
budget-new = Neue Kostenzeile
budget-edit = Kostenzeile ändern
budget-added = Kosten eingetragen.
budget-changed = Kosten geändert.
budget-deleted = Die Kostenzeile steht in keiner Summe mehr.
budget-restored = Die Kostenzeile ist wieder da.
budget-none = Noch keine Kosten eingetragen
budget-none-text = Trag Stunden, Media, Freie und Werkzeuge ein: Ohne sie gibt es keine Rendite auf die vollen Kosten.
budget-none-here = Hier ist noch keine Kostenzeile.
budget-goal-text = Kosten des Ziels selbst, etwa Recherche. Sie bleiben beim Ziel und werden nicht verteilt.
budget-campaign-text = Kosten der Kampagne als Ganzes. In der Spur werden sie gleichmäßig auf ihre Beiträge verteilt.
budget-campaigns = Kampagnen in Arbeit
budget-kind = Art
budget-kind-hours = Stunden
budget-kind-media = Media
budget-kind-freelancer = Freie
budget-kind-influencer = Influencer
budget-kind-tools = Werkzeuge
budget-kind-other = Sonstiges
budget-place-goal = Ziel
budget-place-campaign = Kampagne
budget-place-post = Beitrag
budget-place-delivery = Auslieferung
budget-on = Für
budget-on-hint = Kosten auf einem Beitrag oder einer Auslieferung beginnst du auf deren Seite oder in deren Spur.
budget-what = Was
budget-day = Tag
budget-entered = Eingetragen von
budget-amount = Betrag
budget-amount-hint = Für alles außer Stunden. Vorerst nur { $currency }, die Währung des Arbeitsbereichs.
budget-hours = Stunden
budget-hours-hint = 1:30 oder 1,5
budget-rate = Stundensatz
budget-rate-hint = Leer gelassen: { $rate }, der Satz des Arbeitsbereichs.
budget-rate-none = Der Arbeitsbereich hat noch keinen Satz: Trag hier einen ein.
budget-hours-rate = { $hours } h × { $rate }
budget-label = Notiz
budget-label-hint = Wofür, in eigenen Worten.
budget-actions = Aktionen
budget-edit-line = { $name } ändern
budget-delete-line = { $name } löschen

trace-text = Von jedem Ziel, jeder Kampagne, jedem Beitrag, jeder Auslieferung, jedem Link oder Verkauf: was darüber steht und was daraus wurde.
trace-id = Was verfolgt wird
trace-id-hint = Eine Kennung wie post_… oder conversion_…, oder die Adresse ihrer Seite.
trace-without-data = { $count ->
    [one] Eine Zahl ohne Daten
   *[other] { $count } Zahlen ohne Daten
}
trace-follow = Verfolgen
trace-sales = Neueste Abschlüsse
trace-sales-none = Noch kein Abschluss.
trace-above = Darüber
trace-below = Was daraus wurde
trace-below-none = Hierunter hängt nichts.
trace-below-count = { $count ->
    [0] darunter
    [one] eines darunter
   *[other] { $count } darunter
}
trace-more = { $count ->
    [one] und eines mehr, in den Summen darüber
   *[other] und { $count } mehr, in den Summen darüber
}
trace-here = Du bist hier
trace-page = Seite öffnen
trace-outside = Am Ort ansehen
trace-untitled = Ohne Titel
trace-way = Vom Klick zum Abschluss
trace-numbers = Zahlen
trace-numbers-hint = Öffne eine Zahl, um zu sehen, woher sie kommt.
trace-cost-rule = Die Kosten einer Ebene sind ihre eigenen Zeilen und die aller Ebenen darunter, dazu ihr gleicher Anteil an den eigenen Zeilen der Kampagne oder des Beitrags. Die eigenen Zeilen eines Ziels bleiben beim Ziel. Abschlüsse zählen nach dem letzten Kontakt.
trace-no-money = Deine Rolle sieht kein Geld.
trace-made = Verfolgt { $at }.
trace-costs = { $count ->
    [one] Eine Kostenzeile
   *[other] { $count } Kostenzeilen
}
trace-kind-goal = Ziel
trace-kind-campaign = Kampagne
trace-kind-post = Beitrag
trace-kind-delivery = Auslieferung
trace-kind-link = Link
trace-kind-visit = Besuch
trace-kind-conversion = Abschluss
trace-kind-lead = Lead
trace-told-by-script = vom Skript gemeldet
trace-told-by-api = von der Server-API gemeldet
trace-told-by-lead = ein gewonnener Lead
trace-stage-new = Neu
trace-stage-contacted = Kontaktiert
trace-stage-qualified = Qualifiziert
trace-stage-won = Gewonnen
trace-stage-lost = Verloren
trace-number-value = Wert
trace-number-target = Zielwert
trace-number-progress = Fortschritt
trace-number-clicks = Klicks
trace-number-crawler_clicks = Crawler-Klicks
trace-number-visits = Besuche
trace-number-conversions = Abschlüsse
trace-number-leads = Leads
trace-number-engagements = Interaktionen
trace-number-likes = Likes
trace-number-reposts = Reposts
trace-number-replies = Antworten
trace-number-quotes = Zitate
trace-number-pages = Gesehene Seiten
trace-number-revenue = Umsatz
trace-number-margin = Marge
trace-number-cost = Volle Kosten
trace-number-cost_direct = Direkte Kosten
trace-number-cost_shared = Anteilige Kosten
trace-number-roi = ROI
trace-number-budget = Budget
trace-number-deal_value = Auftragswert
trace-rule-counted = Gezählte Zeilen.
trace-rule-newest = Die neueste Zahl, die das Netzwerk nannte, summiert über Auslieferungen.
trace-rule-last_touch = Letzter Kontakt: Abschlüsse, deren letzter Klick auf diesen Links war.
trace-rule-own_and_below = Kostenzeilen hier und auf allem darunter.
trace-rule-even_share = Ein gleicher Anteil, auf den Cent, an den Kostenzeilen der Ebenen darüber (Kampagne und Beitrag, nicht Ziel).
trace-rule-full_cost = Direkte und anteilige Kosten zusammen.
trace-rule-return = (Marge − volle Kosten) ÷ volle Kosten
trace-rule-as_told = Wie eingetragen oder gemeldet.
trace-rule-goal_metric = Wie die Messgröße des Ziels gemessen wird, vom ersten Tag bis zum Fälligkeitstag.
trace-source-rows = { $rows ->
    [one] Eine Zeile aus { $from }.
   *[other] { $rows } Zeilen aus { $from }.
}
trace-source-newest = Neueste { $at }.
trace-source-fetched = Älteste Abfrage { $at }.
trace-unknown-no_links = Hier ist noch kein verfolgter Link hinausgegangen.
trace-unknown-no_script = Die Seiten der Marke haben noch keinen Besuch gemeldet.
trace-unknown-no_margin = Niemand hat die Marge genannt, und die Marke hat keinen Margensatz.
trace-unknown-no_cost = Ohne Kosten gibt es keine Rendite. Trag ein, was es gekostet hat.
trace-unknown-no_campaign = Das Ziel hat noch keine Kampagne.
trace-unknown-not_fetched = Das Netzwerk hat sie noch nicht genannt.
trace-unknown-not_offered = Das Netzwerk bietet diese Zahl nicht an.
trace-unknown-not_entered = Noch niemand hat einen Wert eingetragen.
trace-unknown-not_told = Niemand hat sie genannt.
trace-unknown-hidden = Deine Rolle sieht kein Geld.

home-title = Wo wir stehen
home-text = Ziele gegen Zielwerte, was nicht im Plan ist und was es einbringt.
home-steps = Von nichts zum ersten Beitrag
home-steps-text = Vier Schritte, jeder hängt am vorigen. Danach lässt sich jeder Verkauf bis zum Ziel zurückverfolgen.
home-step-done = erledigt
home-step-goal = Ein Ziel setzen
home-step-text-goal = Eine Zahl, ein Tag, eine Person.
home-step-action-goal = Ziel setzen
home-step-campaign = Eine Kampagne anlegen
home-step-text-campaign = Was du für das Ziel tust, von wann bis wann, für wie viel.
home-step-action-campaign = Kampagne anlegen
home-step-channel = Einen Kanal verbinden
home-step-text-channel = Ein Konto bei Bluesky oder Mastodon, auf dem du veröffentlichst.
home-step-action-channel = Kanal verbinden
home-step-post = Einen Beitrag schreiben
home-step-text-post = Seine Links werden von selbst verfolgt.
home-step-action-post = Beitrag schreiben
home-month = Dieser Monat
home-month-conversions = { $count ->
    [0] Kein Abschluss über verfolgte Links
    [one] Aus einem Abschluss über verfolgte Links
   *[other] Aus { $count } Abschlüssen über verfolgte Links
}
home-month-no-script = Die Seiten der Marke haben noch keinen Besuch gemeldet
home-month-no-margin = Niemand hat eine Marge genannt
home-month-lines = { $count ->
    [0] Keine Kostenzeile
    [one] Aus einer Kostenzeile
   *[other] Aus { $count } Kostenzeilen
}
home-month-unattributed = Weitere { $amount } kamen ohne verfolgten Link.
home-goals = Ziele
home-goals-more = { $count ->
    [one] Ein weiteres Ziel
   *[other] { $count } weitere Ziele
}
home-running = Laufende Kampagnen
home-running-none = Heute läuft keine Kampagne.
home-off = Nicht im Plan
home-off-none = Alles ist im Plan
home-off-spending = Ausgaben zu schnell
home-off-orphans = Dient keinem Ziel
home-off-orphans-count = { $count ->
    [one] Ein Beitrag ohne Ziel
   *[other] { $count } Beiträge ohne Ziel
}
home-off-channel-unreachable = Kanal antwortet nicht
home-off-channel-reconnect = Kanal muss neu verbunden werden
home-next = Geht als Nächstes hinaus
home-next-none = Nichts ist geplant.

error-not_positive = Das muss mehr als 0 sein.
error-same_as_baseline = Der Zielwert muss sich vom Ausgangswert unterscheiden.
error-number_too_large = Diese Zahl ist zu groß.
error-not_minor_units = Geld wird in ganzen kleinsten Einheiten angegeben, etwa Cent.
error-not_whole = Das wird in ganzen Zahlen gezählt.
error-too_many_decimals = Höchstens sechs Stellen nach dem Komma.
error-not_a_member = Wähle eine Person dieses Arbeitsbereichs.
error-cannot_change = Das lässt sich nicht ändern.
error-in_the_future = Dieser Tag ist noch nicht gekommen.
error-currency_in_use = In diesem Arbeitsbereich gibt es schon Beträge, darum bleibt seine Währung. Ein neuer kann eine andere haben.
error-currency_unknown = Wähle eine Währung aus der Liste.
error-not_workspace_currency = Vorerst wird nur { $currency }, die Währung des Arbeitsbereichs, angenommen.
error-rate_missing = Der Arbeitsbereich hat keinen Stundensatz: Trag einen ein.
error-hours_malformed = Bitte Stunden eingeben, etwa 1:30 oder 1,5.
error-utm_malformed = Nur Kleinbuchstaben, Ziffern und einzelne Striche oder Unterstriche dazwischen, höchstens 60.
error-before_start = Der letzte Tag liegt vor dem ersten.
error-other_brand = Das gehört zu einer anderen Marke.
error-archived = Das ist archiviert.
error-too_many = Zu viele.
error-goal_is_measured = Tandem misst dieses Ziel selbst: Es kann kein Wert eingetragen werden.
error-trace_not_found = Es gibt nichts mit dieser Kennung, das sich verfolgen ließe.
