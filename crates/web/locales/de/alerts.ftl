alerts-title = Hinweise
alerts-text = Was du wissen musst, ohne danach zu suchen.
alerts-bell = { $count ->
    [0] Hinweise
    [one] Hinweise, einer ungelesen
   *[other] Hinweise, { $count } ungelesen
  }
alerts-none = Keine Hinweise
alerts-none-text = Wenn ein Beitrag scheitert oder ein Kanal dich braucht, steht es hier.
alerts-read = Gelesen
alerts-read-all = Alle als gelesen markieren
alerts-all-read = Alle Hinweise sind gelesen.
alerts-cleared = erledigt
alerts-mail = Per E-Mail
alerts-mail-text = Jeder Hinweis kommt höchstens einmal per E-Mail, außer du hast ihn schon gelesen.
alerts-mail-on = Hinweise kommen zu dir per E-Mail.
alerts-mail-off = Hinweise kommen nicht per E-Mail zu dir.
alerts-mail-turn-on = E-Mails einschalten
alerts-mail-turn-off = E-Mails ausschalten
alerts-mail-saved = Gespeichert.
alerts-no-mail = Diese Installation hat keinen Mailserver, also geht nichts per E-Mail hinaus.
alerts-kind-post_failed = Beitrag gescheitert
alerts-kind-post_missed = Beitrag versäumt
alerts-kind-post_unclear = Beitrag unklar
alerts-kind-post_at_risk = Beitrag in Gefahr
alerts-kind-channel_reconnect = Kanal braucht dich
alerts-kind-post_over_budget = Beitrag über dem Budget
alerts-kind-letters_failed = Briefe nicht verschickt
alerts-kind-letters_unclear = Briefe unklar
alerts-text-post_failed = „{ $title }“ wurde von { $channel } abgelehnt und ging nicht hinaus.
alerts-text-post_missed = „{ $title }“ kam zu spät für { $channel } und wurde nicht gesendet.
alerts-text-post_unclear = Niemand weiß, ob „{ $title }“ auf { $channel } draußen ist. Bitte sieh nach und sag es.
alerts-text-post_at_risk = „{ $title }“ ist binnen einer Stunde fällig, und { $channel } antwortet nicht, wie es sollte.
alerts-text-channel_reconnect = { $channel } lehnt den Zugang ab. Verbinde den Kanal neu.
alerts-text-post_over_budget = „{ $title }“ wird zurückgehalten: Das Geld dieses Monats von { $channel } reicht dafür nicht.
alerts-text-letters_failed = Briefe von „{ $title }“ an { $channel } gingen nicht hinaus. Sieh nach, warum, und versuche sie noch einmal.
alerts-text-letters_unclear = Niemand weiß, ob einige Briefe von „{ $title }“ an { $channel } draußen sind. Bitte sag, was aus ihnen wird.
alerts-letter-subject = { $kind } – { $workspace }
alerts-letter-text = { $sentence }

    { $url }

    Du bekommst das, weil du für { $workspace } veröffentlichen darfst. Hinweise per E-Mail schaltest du hier ein und aus:
    { $settings }
