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

settings-tabs = Einstellungen
settings-tab-profile = Profil
settings-tab-sessions = Anmeldungen
settings-tab-members = Personen
settings-tab-brands = Marken
settings-tab-workspace = Arbeitsbereich
settings-tab-tokens = API-Schlüssel
settings-tab-audit = Protokoll

members = Personen
members-text = Wer in diesen Arbeitsbereich darf, in welcher Rolle und bis wann.
members-role = Rolle
members-role-hint = Sie bestimmt, was die Person sieht und tun darf. Du kannst sie jederzeit ändern.
members-brand = Marke
members-brand-only = Nur für eine Marke
members-brand-hint = Nichts gewählt: alle Marken. Freie Mitarbeit gilt immer für eine.
members-all-brands = Alle Marken
members-last-day = Letzter Tag
members-last-day-hint = Der Zugang endet von selbst am Ende dieses Tages. Bei freier Mitarbeit gibt es immer einen.
members-access-ends = Zugang endet
members-access-ended = Beendet
members-access-open = Ohne Ende
members-edit-one = Zugang von { $name } ändern
members-changed = Der Zugang von { $name } ist geändert.
members-remove = Zugang beenden
members-remove-text = Beendet den Zugang der Person zu diesem Arbeitsbereich sofort, samt ihren API-Schlüsseln. Was sie getan hat, bleibt nachvollziehbar.
members-remove-confirm = Den Zugang von { $name } jetzt beenden?
members-removed = Der Zugang ist beendet.
members-reset-link = Link für ein neues Passwort
members-reset-text = Für jemanden, der sich nicht anmelden kann: ein Link, der einmal und eine Stunde lang gilt, um ein neues Passwort zu wählen.
members-reset-mailed = Der Link ging per Mail an { $email }.
members-waiting = Offene Einladungen
members-invite = Jemanden einladen
members-invite-submit = Einladen
members-invitation-mailed = Die Einladung ging per Mail an { $email }.
members-invitation-until = gilt bis { $when }
members-invitation-expired = ist abgelaufen
members-invitation-resend = Erneut senden
members-invitation-revoke = Zurückziehen
members-invitation-revoke-confirm = Die Einladung an { $email } zurückziehen?
members-invitation-revoked = Die Einladung ist zurückgezogen.
members-handover-no-mail = Es ist kein Mailserver eingerichtet. Gib diesen Einladungslink deshalb selbst an { $email } weiter. Er wird nur dieses eine Mal gezeigt und gilt einmal, sieben Tage lang.
members-handover-failed = Der Mailserver hat das Schreiben nicht angenommen. Gib diesen Einladungslink deshalb selbst an { $email } weiter. Er wird nur dieses eine Mal gezeigt und gilt einmal, sieben Tage lang.
members-handover-reset = Gib diesen Link selbst an { $email } weiter, auf einem Weg, dem du traust. Er wird nur dieses eine Mal gezeigt und gilt einmal, eine Stunde lang.
members-merged = Eine Person macht alles
members-merged-text = Mit zusammengelegten Rollen dürfen Strategie und Community-Management die Arbeit der jeweils anderen Rolle tun und die eigene freigeben. Das Protokoll zeigt, wer was freigegeben hat.
members-merged-is-on = An
members-merged-turn-on = Rollen zusammenlegen
members-merged-turn-off = Rollen wieder trennen
members-merged-on = Die Rollen sind zusammengelegt.
members-merged-off = Die Rollen sind wieder getrennt.

brands = Marken
brands-text = Wofür du wirbst. Ziele, Kampagnen, Kanäle und Beiträge gehören zu einer Marke.
brands-first = Erste Marke
brands-first-hint = Wofür du wirbst: ein Laden, ein Produkt, eine Kundin.
brands-name = Name
brands-site = Website
brands-site-hint = Beginnt mit https://
brands-no-site = Keine Website
brands-new = Neue Marke
brands-new-submit = Marke anlegen
brands-created = { $name } ist angelegt. Verbinde als Nächstes ihre Kanäle.
brands-is-archived = Archiviert
brands-archive = Archivieren
brands-archive-text = Eine archivierte Marke wird für neue Arbeit nicht mehr angeboten. Was geschehen ist, bleibt erhalten.
brands-archive-confirm = { $name } archivieren?
brands-archived = { $name } ist archiviert.
brands-restore = Wieder aufnehmen
brands-restore-text = Die Marke wird wieder für neue Arbeit angeboten.
brands-restored = { $name } ist wieder in Gebrauch.
brands-tag = Code für die Website
brands-tag-text = Setze diese Zeile in jede Seite der Website. Sie zählt Besuche und Verkäufe, die aus Beiträgen kommen, ohne Cookies.
brands-site-key = Website-Kennung

workspace = Arbeitsbereich
workspace-name = Arbeitsbereich
workspace-name-hint = Deine Firma oder Agentur.
workspace-zone = Zeitzone
workspace-zone-hint = Tage und Uhrzeiten von Plänen sind in dieser Zone gemeint.
workspace-currency = Währung
workspace-currency-hint = Für Budgets und Kosten. Bisher eingetragene Beträge behalten ihre Zahl; sie werden nicht umgerechnet.
workspace-hour-rate = Preis einer Stunde
workspace-hour-rate-hint = Was eine Arbeitsstunde deines Teams kostet. Als Kosten eingetragene Stunden zählen damit.
workspace-new = Weiterer Arbeitsbereich
workspace-new-text = Mit eigenen Personen, Marken und eigenem Geld; er gehört dann dir.
workspace-new-submit = Arbeitsbereich anlegen

tokens = API-Schlüssel
tokens-text = Für Programme, die in deinem Namen mit der API von Tandem arbeiten.
tokens-openapi = Beschreibung der API
tokens-name = Wofür er ist
tokens-name-hint = Zum Beispiel der Shop oder der Bericht, der ihn nutzt.
tokens-scopes = Was er darf
tokens-scopes-hint = So wenig wie nötig. Er darf nie mehr als du.
tokens-last-day = Letzter Tag
tokens-last-day-hint = Nichts gewählt: Er gilt, bis du ihn widerrufst.
tokens-new = Neuer Schlüssel
tokens-new-submit = Schlüssel anlegen
tokens-made = Kopiere den Schlüssel jetzt: Er wird nur dieses eine Mal gezeigt.
tokens-made-by = Angelegt von
tokens-last-used = Zuletzt benutzt
tokens-never-used = Nie
tokens-expires = Gilt bis
tokens-no-end = Ohne Ende
tokens-is-revoked = Widerrufen
tokens-is-expired = Abgelaufen
tokens-revoke = Widerrufen
tokens-revoke-confirm = { $name } widerrufen? Programme, die ihn nutzen, arbeiten sofort nicht mehr.
tokens-revoked = Der Schlüssel ist widerrufen.
tokens-none = Noch keine Schlüssel
tokens-none-text = Lege unten einen für ein eigenes Programm an.

permission-view = Pläne, Beiträge und Zahlen sehen
permission-manage_goals = Ziele ändern
permission-manage_campaigns = Kampagnen eröffnen und ändern
permission-manage_budget = Kosten und Budgets eintragen
permission-view_money = Geld sehen
permission-write_posts = Beiträge schreiben
permission-publish = Planen und veröffentlichen
permission-approve = Freigeben
permission-manage_channels = Kanäle verbinden
permission-manage_leads = Leads und Abschlüsse bearbeiten
permission-write_conversions = Conversions melden
permission-manage_members = Personen verwalten
permission-manage_workspace = Arbeitsbereich, Marken und Schlüssel verwalten
permission-view_audit = Protokoll lesen

audit = Protokoll
audit-text = Jede Handlung in diesem Arbeitsbereich, die neueste zuerst. Hier wird nie etwas geändert oder gelöscht.
audit-at = Wann
audit-who = Wer
audit-action = Handlung
audit-subject = Gegenstand
audit-detail = Mehr
audit-door-user = im Browser
audit-door-token = per API-Schlüssel
audit-door-cli = auf dem Server
audit-door-system = von selbst
audit-action-accept_invitation = Einladung angenommen
audit-action-archive_brand = Marke archiviert
audit-action-change_brand = Marke geändert
audit-action-change_member = Zugang geändert
audit-action-change_password = Eigenes Passwort geändert
audit-action-change_profile = Eigenes Profil geändert
audit-action-change_workspace = Arbeitsbereich geändert
audit-action-create_brand = Marke angelegt
audit-action-create_reset_link = Passwort-Link angelegt
audit-action-create_token = API-Schlüssel angelegt
audit-action-create_workspace = Arbeitsbereich gegründet
audit-action-invite_member = Jemanden eingeladen
audit-action-remove_member = Zugang beendet
audit-action-request_password_reset = Passwort-Link angefordert
audit-action-resend_invitation = Einladung erneut gesendet
audit-action-reset_password = Passwort per Link neu gesetzt
audit-action-restore_brand = Marke wieder aufgenommen
audit-action-revoke_invitation = Einladung zurückgezogen
audit-action-revoke_other_sessions = Andere eigene Anmeldungen beendet
audit-action-revoke_session = Eine eigene Anmeldung beendet
audit-action-revoke_token = API-Schlüssel widerrufen
audit-action-set_merged_roles = Zusammenlegung der Rollen umgestellt
audit-action-sign_in = Angemeldet

error-already_member = Diese Person gehört schon zum Arbeitsbereich.
error-amount_out_of_range = Dieser Betrag liegt außerhalb des Möglichen.
error-date_far = Das liegt zu weit in der Zukunft.
error-date_past = Dieser Tag ist vorbei.
error-email_malformed = Bitte gib eine Mailadresse ein, etwa name@example.com.
error-email_taken = Zu dieser Mailadresse gibt es schon ein Konto.
error-last_brand = Das ist die letzte Marke in Gebrauch. Lege zuerst eine andere an.
error-last_owner = Ein Arbeitsbereich braucht jemanden, dem er gehört. Gib zuerst einer anderen Person diese Rolle.
error-member_elsewhere = Diese Person gehört auch zu einem anderen Arbeitsbereich. Sie kann auf der Anmeldeseite selbst einen Link anfordern.
error-name_taken = Dieser Name ist vergeben.
error-out_of_range = Diese Zahl liegt außerhalb des Möglichen.
error-owner_whole_workspace = Diese Rolle gilt für den ganzen Arbeitsbereich: Eine einzelne Marke lässt sich nicht wählen.
error-owner_without_end = Dieser Zugang hat kein Ende.
error-scope_not_held = Du kannst nicht vergeben, was du nicht hast: { $scope }.
error-scope_unknown = Dieses Recht gibt es nicht: { $scope }.
error-unknown_choice = Bitte wähle einen der angebotenen Werte.
error-idempotency_key_malformed = Ein Idempotency-Key hat 1 bis 200 sichtbare Zeichen.
error-idempotency_key_reused = Dieser Idempotency-Key kam schon mit einer anderen Anfrage.
error-idempotency_in_progress = Die erste Anfrage mit diesem Idempotency-Key hat noch keine Antwort.
