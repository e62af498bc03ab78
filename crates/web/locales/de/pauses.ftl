pauses-title = Pausen
pauses-text = Solange eine Pause gilt, geht nichts hinaus, und danach geht nichts von selbst los.
pauses-held = Zurückgehaltene Beiträge: { $count }
pauses-none = Nichts ist oder war pausiert
pauses-none-text = Wenn etwas geschieht und keine Beiträge hinausgehen sollen, halte hier einen Kanal, eine Marke oder alles an.
pauses-subject = Was
pauses-everything = Alle Veröffentlichungen
pauses-brand = Marke { $name }
pauses-reason = Warum
pauses-reason-hint = Das lesen alle, die die Pause betrifft.
pauses-by = Von
pauses-from = Ab
pauses-from-hint = Leer heißt ab jetzt.
pauses-until = Bis
pauses-until-hint = Leer heißt, bis jemand sie beendet. Zeiten gelten in { $zone }.
pauses-open = Offen
pauses-holds = Gilt
pauses-over = Vorbei
pauses-ahead = Bevorstehend
pauses-begin = Veröffentlichen pausieren
pauses-begin-text = Sie gilt sofort, auch für Beiträge, die gerade hinausgehen sollen.
pauses-end = Pause beenden
pauses-end-confirm = Beiträge, die inzwischen fällig wurden, gehen nicht von selbst hinaus: Du siehst sie gleich durch. Pause beenden?
pauses-begun = Pausiert.
pauses-ended = Die Pause ist vorbei. Sieh durch, was sie zurückgehalten hat.
pauses-banner-workspace = Alle Veröffentlichungen sind pausiert: { $reason }
pauses-banner-brand = { $name } ist pausiert: { $reason }
pauses-banner-channel = { $name } ist pausiert: { $reason }
pauses-banner-until = Bis { $when }.
pauses-banner-who = { $who }
pauses-banner-more = { $count ->
    [one] Eine weitere Pause
   *[other] { $count } weitere Pausen
  }
pauses-banner-look = Ansehen
held-title = Zurückgehaltene Beiträge
held-text = Sie wurden während einer Pause fällig. Nichts davon geht hinaus, bevor du es sagst.
held-none = Nichts wird zurückgehalten
held-none-text = Was während einer Pause fällig wird, wartet hier.
held-letters = Newsletter mit gehaltenen Briefen
held-letters-text = Sie gehen nicht von selbst hinaus.
held-letters-count = { $count ->
    [one] 1 Brief
   *[other] { $count } Briefe
}
held-count = { $count ->
    [one] Ein Beitrag.
   *[other] { $count } Beiträge, die ältesten zuerst.
  }
held-chosen = Was mit den gewählten Beiträgen geschieht
held-choose = Wählen
held-choose-one = „{ $title }“ wählen
held-choose-all = Alle wählen
held-choose-none = Keinen wählen
held-move-chosen = Gewählte planen
held-send-chosen = Gewählte jetzt senden
held-cancel-chosen = Gewählte zurücknehmen
held-post = Beitrag
held-wanted = War fällig
held-new-time = Neue Zeit
held-new-time-of = Neue Zeit von „{ $title }“
held-move = Planen
held-send = Jetzt senden
held-cancel = Zurücknehmen
held-still = Noch pausiert
held-done = { $count ->
    [one] Für einen Beitrag erledigt.
   *[other] Für { $count } Beiträge erledigt.
  }
held-partly = Erledigt: { $count }. Nicht erledigt: { $refused }. { $reason }
held-nothing-chosen = Wähle mindestens einen Beitrag.
error-pause_until = Das Ende muss bevorstehen und nach dem Anfang liegen.
error-already_paused = Das ist schon pausiert. Beende zuerst jene Pause.
error-pause_over = Diese Pause ist schon vorbei.
error-delivery_not_held = Er wird nicht mehr zurückgehalten.
deliveries-error-paused = Er wurde während einer Pause fällig.
held-over-budget = Über dem Budget
deliveries-error-over_budget = Das Geld dieses Monats reicht für den Kanal nicht.
