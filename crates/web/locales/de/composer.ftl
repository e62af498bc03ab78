composer-own = Eigener Text und Einstellungen
composer-own-text = Eigener Text für diesen Kanal
composer-title = Titel
composer-at-most = Höchstens { $count } Zeichen.
composer-placement = Wo es erscheint
composer-placement-feed = Unter den Beiträgen
composer-placement-story = Story
composer-placement-reel = Reel oder Short
composer-format-text = Text
composer-format-image = Bild
composer-format-album = Album
composer-format-video = Film
composer-format-document = Dokument
composer-format-link = Linkkarte
composer-format-poll = Umfrage
composer-format-thread = Thread
composer-link-url = Adresse
composer-link-title = Überschrift
composer-link-text = Beschreibung
composer-poll = Antworten der Umfrage, eine je Zeile
composer-poll-hint = { $least } bis { $most } Antworten mit höchstens { $limit } Zeichen. Der Text darüber ist die Frage. Leer: keine Umfrage.
composer-poll-open = Offen für
composer-as-usual = Wie das Netzwerk es vorsieht
composer-as-usual-day = 1 Tag
composer-comment = Erster Kommentar, gleich nach dem Beitrag
composer-lacks = Dieser Kanal kennt nicht: { $formats }.
composer-thread-hint = Für einen Thread eine Zeile mit drei Strichen zwischen die Beiträge setzen:
composer-part = Beitrag { $number }
composer-may-be-refused = Nicht sicher:
composer-price = Kostet beim Netzwerk { $price } US-Dollar.
composer-minutes = { $count ->
    [one] 1 Minute
   *[other] { $count } Minuten
}
composer-hours = { $count ->
    [one] 1 Stunde
   *[other] { $count } Stunden
}
composer-days = { $count ->
    [one] 1 Tag
   *[other] { $count } Tage
}
composer-for = Für { $channel }
composer-poll-of = Umfrage, offen für { $time }
composer-comment-of = Erster Kommentar
error-post_link_url = Die Linkkarte braucht eine Adresse, die mit https:// beginnt.
choice-privacy = Wer es sieht
choice-visibility = Wer es sieht
choice-reply_control = Wer antworten darf
choice-reply_settings = Wer antworten darf
choice-topic_tag = Thema
choice-share_to_feed = Auch unter den Beiträgen
choice-silent = Ohne Ton
choice-category = Kategorie
choice-categories = Kategorien
choice-tags = Schlagwörter
choice-license = Lizenz
choice-made_for_kids = Für Kinder gemacht
choice-made_with_ai = Mit KI gemacht
choice-ai_generated = Mit KI gemacht
choice-synthetic_media = Veränderter oder künstlicher Inhalt
choice-notify_subscribers = Abonnenten benachrichtigen
choice-nsfw = Nicht für Minderjährige
choice-sensitive = Heikler Inhalt
choice-spoiler = Spoiler
choice-allow_comment = Kommentare erlaubt
choice-allow_duet = Duette erlaubt
choice-allow_stitch = Stitches erlaubt
choice-brand_organic = Wirbt für die eigene Marke
choice-brand_content = Wirbt für eine andere Marke
choice-paid_partnership = Bezahlte Partnerschaft
choice-comments = Kommentare
choice-excerpt = Auszug
choice-status = Zustand auf der Website
choice-value-yes = Ja
choice-value-no = Nein
choice-value-true = Ja
choice-value-false = Nein
choice-value-public = Alle
choice-value-private = Nur das Konto
choice-value-unlisted = Nur mit dem Link
choice-value-everyone = Alle
choice-value-open = Offen
choice-value-closed = Geschlossen
choice-value-publish = Veröffentlicht
choice-value-draft = Entwurf
composer-fit = Passend machen
composer-version-here = Hier stattdessen:
composer-unfit = Das Original nehmen
