# Sendezeiten von Kanälen, und die Warteschlange.
slots-title = Sendezeiten
slots-text = Was in die Warteschlange kommt, geht zur nächsten freien hinaus. Die Zeiten gelten in { $zone }.
slots-none = Noch keine Sendezeiten. Mit ihnen lassen sich Beiträge einreihen, statt für jeden eine Zeit zu wählen.
slots-next = Nächste freie Sendezeit
slots-none-free = Keine freie Sendezeit.
slots-set = Sendezeiten festlegen
slots-weekdays = Wochentage
slots-time = Uhrzeit
slots-add = Sendezeiten hinzufügen
slots-added = Sendezeiten hinzugefügt.
slots-removed = { $weekday }, { $time }, ist keine Sendezeit mehr. Was schon eingereiht ist, behält seine Zeit.
slots-remove = { $weekday }, { $time }, entfernen
slots-queue = Einreihen
slots-queued = Eingereiht: jeder Kanal zu seiner nächsten freien Sendezeit.
slots-fill = { $count ->
    [one] Freie Sendezeit eines Kanals: einen Beitrag dafür schreiben
   *[other] Freie Sendezeit von { $count } Kanälen: einen Beitrag dafür schreiben
}
error-no_posting_times = { $channel } hat keine freie Sendezeit. Lege auf der Seite des Kanals Sendezeiten fest, oder wähle eine Zeit.
error-clock_malformed = Bitte gib eine Uhrzeit ein, zum Beispiel 09:30.
error-too_many_slots = Ein Kanal hat höchstens { $limit } Sendezeiten.
error-slot_malformed = Eine Sendezeit braucht einen Wochentag von 1 bis 7 und eine Uhrzeit wie 09:30.
error-queue_or_time = Entweder die Warteschlange oder eine Zeit, nicht beides.
audit-action-set_slots = Hat die Sendezeiten eines Kanals festgelegt
