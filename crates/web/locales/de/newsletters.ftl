# Newsletter: Liste, Absender, Briefe, Abmelden.
subscribers-title = { $newsletter }: Abonnements
subscribers-list = Abonnements
subscribers-text = Wer diesen Newsletter bekommt und was belegt, dass danach gefragt wurde.
subscribers-states = Zustände
subscribers-state = Zustand
subscribers-state-subscribed = Angemeldet
subscribers-state-unsubscribed = Abgemeldet
subscribers-state-bounced = Adresse gibt es nicht
subscribers-all = Alle { $count }
subscribers-show-all = Alle zeigen
subscribers-email = E-Mail-Adresse
subscribers-name = Name
subscribers-consent = Einwilligung
subscribers-consent-source = Wo danach gefragt wurde
subscribers-consent-source-hint = Formular, Messe oder Vertrag. Es wird als Nachweis aufbewahrt.
subscribers-consent-on = Wann danach gefragt wurde
subscribers-consent-on-hint = Leer: heute.
subscribers-again = War abgemeldet und hat neu danach gefragt
subscribers-again-hint = Nur dann wird wieder aufgenommen, wer gegangen war.
subscribers-added-by = Eingetragen von
subscribers-add = Eintragen
subscribers-added = { $email } bekommt den Newsletter.
subscribers-actions = Aktionen für { $email }
subscribers-unsubscribe = Abmelden
subscribers-unsubscribed = { $email } bekommt keine Mails mehr.
subscribers-forget = Vergessen
subscribers-forget-confirm = { $email } vergessen? Alles dazu wird gelöscht. Nur ein Fingerabdruck der Adresse bleibt, damit kein Import sie zurückbringt.
subscribers-forgotten = Alles dazu ist gelöscht.
subscribers-export = Exportieren
subscribers-none = Noch steht niemand auf der Liste
subscribers-none-text = Importiere eine Liste oder trage Leute einzeln ein.
subscribers-none-found = Niemand passt zu dieser Suche
subscribers-import = Liste importieren
subscribers-import-text = Zeilen ohne Adresse werden danach gezeigt, alle anderen übernommen. Wer sich abgemeldet hat oder vergessen wurde, wird nicht wieder angemeldet.
subscribers-import-file = CSV-Datei
subscribers-import-file-hint = Mit Spalten wie email und name, dazwischen Komma, Semikolon oder Tabulator.
subscribers-import-lines = Oder Zeilen einfügen
subscribers-import-lines-hint = In jeder Zeile eine Adresse, oder Name <Adresse>.
subscribers-import-done = Was der Import getan hat
subscribers-import-added = Neu auf der Liste
subscribers-import-known = Standen schon darauf oder stehen doppelt da
subscribers-import-left = Waren gegangen und bleiben weg
subscribers-import-left-note = Wer sich abgemeldet hat oder vergessen wurde, bleibt weg, was immer eine Datei sagt. Wer neu danach gefragt hat, wird einzeln eingetragen.
subscribers-import-bounced = Deren Mailserver kennt die Adresse nicht
subscribers-import-bad = Zeilen ohne Adresse
subscribers-import-bad-more = Die ersten { $count } dieser Zeilen werden gezeigt.
subscribers-import-line = Zeile
subscribers-import-says = Was dort steht
subscribers-import-cut = Ein Import nimmt { $limit } Zeilen; die danach wurden nicht gelesen. Importiere den Rest in einem zweiten Gang.
subscribers-to-list = Zur Liste
error-subscriber_known = Diese Adresse steht schon auf der Liste.
error-subscriber_left = Diese Adresse hat sich abgemeldet oder wurde vergessen. Setze unten den Haken, wenn neu danach gefragt wurde.
error-subscriber_bounced = Der Mailserver dieser Adresse sagte, dass es sie nicht gibt. Setze unten den Haken, wenn neu danach gefragt wurde.
error-newsletter_mail_unset = Es ist kein Mailserver eingestellt.
error-newsletter_no_public_address = Diese Instanz hat keine öffentliche Adresse, darum führte der Link zum Abmelden ins Leere. Wer sie betreibt, stellt public_url ein.
error-newsletter_sender_missing = Gib eine Adresse an: Diese Instanz hat keine eigene, von der sie senden könnte. Wer sie betreibt, stellt mail_from ein.
error-newsletter_not_sent = Tandem verschickt diesen Newsletter gerade nicht: Schalte es unter Absender und Impressum ein oder verbinde ihn wieder.
error-letters_paused = Eine Pause gilt. Beende sie zuerst und verschicke dann die Briefe.
newsletter-card = Liste und Versand
newsletter-settings = Absender und Impressum
newsletter-settings-text = Von wem der Newsletter kommt und ob Tandem ihn verschickt.
newsletter-no-mail = Es ist kein Mailserver eingestellt, darum werden Beiträge für diesen Newsletter von Hand veröffentlicht. Wer diese Instanz betreibt, stellt ihn ein:
newsletter-sends = Tandem verschickt diesen Newsletter an seine Liste
newsletter-sends-hint = Sonst verschicken ihn Menschen von Hand, mit Text und gezählten Links von hier.
newsletter-sender-name = Name des Absenders
newsletter-sender-name-hint = Was die Leute im Posteingang sehen.
newsletter-sender-email = Adresse des Absenders
newsletter-sender-email-hint = Dein Mailserver muss dafür senden dürfen. Leer: { $usual }
newsletter-domains = Briefe dürfen von Adressen von { $domains } kommen. Bei jeder anderen kommen sie von { $usual }, und Antworten gehen an deine.
newsletter-reply-to = Antworten gehen an
newsletter-reply-to-hint = Leer: an den Absender.
newsletter-imprint = Impressum
newsletter-imprint-hint = Name und Postanschrift derer, die dafür einstehen. Das Gesetz will es in jeder Mail.
newsletter-saved = Gespeichert. Menschen verschicken diesen Newsletter von Hand.
newsletter-saved-sends = Gespeichert. Tandem verschickt diesen Newsletter.
newsletter-subject-hint = Der Betreff der Mail. Leer: der Titel des Beitrags.
newsletter-is-sent = Tandem verschickt ihn per Mail.
newsletter-by-hand = Menschen verschicken ihn von Hand.
newsletter-mail-gone = Es ist kein Mailserver mehr eingestellt, darum verschicken Menschen diesen Newsletter von Hand.
newsletter-on-list = Auf der Liste
channels-mailed-note = Beiträge gehen per Mail an alle auf der Liste, an jede Person einmal.
letters-title = Briefe
letters-recipients = Empfänger
letters-sent = Verschickt
letters-waiting = Warten
letters-bounced = Adresse gibt es nicht
letters-unknown = Unklar
letters-leavers = Durch diesen Brief abgemeldet
letters-none = Keine Briefe
letters-none-text = Wird ein Beitrag für einen Newsletter fällig, so entsteht hier für alle auf der Liste ein Brief.
letters-not-sent = Nicht verschickt: { $left } waren bis dahin gegangen, { $dropped } wurden verworfen.
letters-held = { $count ->
    [one] 1 Brief wird gehalten: von einer Pause oder weil der Newsletter nicht von hier verschickt wurde. Er geht, wenn du es sagst.
   *[other] { $count } Briefe werden gehalten: von einer Pause oder weil der Newsletter nicht von hier verschickt wurde. Sie gehen, wenn du es sagst.
}
letters-release = Verschicken
letters-drop = Verwerfen
letters-waiting-note = { $count ->
    [one] 1 Brief geht noch hinaus.
   *[other] { $count } Briefe gehen noch hinaus.
}
letters-drop-confirm = Die Briefe verwerfen, die noch nicht draußen sind? Niemand bekommt sie mehr.
letters-unknown-note = { $count ->
    [one] Bei 1 Brief brach die Verbindung ab, bevor der Mailserver antwortete. Vielleicht ist er angekommen, darum geht er nicht von selbst noch einmal.
   *[other] Bei { $count } Briefen brach die Verbindung ab, bevor der Mailserver antwortete. Vielleicht sind sie angekommen, darum gehen sie nicht von selbst noch einmal.
}
letters-resend = Diesen trotzdem schicken
letters-resend-confirm = Wer den Brief schon hat, bekommt einen zweiten. Trotzdem schicken?
letters-failed-note = { $count ->
    [one] 1 Brief ging nicht hinaus. Was der Mailserver sagte, steht unten.
   *[other] { $count } Briefe gingen nicht hinaus. Was der Mailserver sagte, steht unten.
}
letters-retry = Diese noch einmal versuchen
letters-moved = { $count ->
    [one] Erledigt für 1 Brief.
   *[other] Erledigt für { $count } Briefe.
}
letters-troubled = Briefe, die nicht gut gingen
letters-state = Zustand
letters-state-waiting = Wartet
letters-state-claimed = Wartet
letters-state-sending = Wird verschickt
letters-state-sent = Verschickt
letters-state-bounced = Adresse gibt es nicht
letters-state-failed = Nicht verschickt
letters-state-unknown = Unklar
letters-state-unsubscribed = War gegangen
letters-state-held = Gehalten
letters-state-dropped = Verworfen
letters-says = Was der Mailserver sagte
letters-no-address = nicht gezeigt
letters-error-no_answer = Er antwortete nicht.
letters-error-not_ready = Der Brief ließ sich nicht fertig machen, etwa weil ein Bild fehlt.
letters-error-mail_unreachable = Er war zwei Tage lang nicht zu erreichen.
letters-reason = Du bekommst diese Mail, weil du „{ $newsletter }“ haben wolltest.
letters-unsubscribe = Abmelden
deliveries-error-list_empty = Auf der Liste dieses Newsletters steht niemand.
deliveries-error-letter_no_text = Ein Brief braucht einen Text.
deliveries-error-letter_only_pictures = Ein Brief trägt nur Bilder als JPEG, PNG oder GIF.
deliveries-error-letter_pictures_too_large = Die Bilder haben zusammen mehr als 5 MB.
error-letter_no_text = { $channel }: Ein Brief braucht einen Text.
error-letter_only_pictures = { $channel }: Ein Brief trägt nur Bilder als JPEG, PNG oder GIF.
error-letter_pictures_too_large = { $channel }: Die Bilder haben zusammen mehr als 5 MB.
leave-newsletter-title = Abmelden
leave-newsletter-text = Drücke den Knopf, und du bekommst keine Mails dieses Newsletters mehr.
leave-newsletter-do = Abmelden
leave-newsletter-left = Du bist abgemeldet
leave-newsletter-left-text = Du bekommst keine Mails dieses Newsletters mehr. War das ein Versehen?
leave-newsletter-undo = Das war nicht gemeint
leave-newsletter-stays = Du bleibst angemeldet
leave-newsletter-stays-text = Der Newsletter kommt weiter zu dir. Du kannst diese Seite schließen.
leave-newsletter-late = Das lässt sich hier nicht mehr rückgängig machen
leave-newsletter-late-text = Der Link nimmt nur eine Abmeldung zurück, die über ihn selbst kam, und das einen Tag lang. Wer den Newsletter wieder haben will, fragt bei denen nach, die ihn verschicken.
