# Anmeldung, Personen, Marken, der Arbeitsbereich und seine Einstellungen.
members-mail-invitation-subject = { $name } lädt dich zu { $workspace } ein
members-mail-invitation-text =
    Hallo,

    { $name } lädt dich in den Arbeitsbereich { $workspace } in Tandem ein, Rolle: { $role }.

    Hier nimmst du die Einladung an; der Link gilt einmal und sieben Tage lang:
    { $url }

    Wenn du das nicht erwartet hast, kannst du dieses Schreiben ignorieren.
members-mail-reset-subject = Neues Passwort für Tandem
members-mail-reset-text =
    Hallo,

    jemand hat ein neues Passwort für dein Tandem-Konto angefordert. Wenn du das warst, lege es hier fest; der Link gilt einmal und eine Stunde lang:
    { $url }

    Wenn du es nicht warst, ignoriere dieses Schreiben: Es hat sich nichts geändert.
