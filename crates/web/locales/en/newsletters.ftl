# Newsletters: the list, who it is from, the letters, leaving.
subscribers-title = { $newsletter }: subscribers
subscribers-list = Subscribers
subscribers-text = Who gets this newsletter, and what proves that they asked for it.
subscribers-states = States
subscribers-state = State
subscribers-state-subscribed = Subscribed
subscribers-state-unsubscribed = Unsubscribed
subscribers-state-bounced = No such address
subscribers-all = All { $count }
subscribers-show-all = Show all
subscribers-email = E-mail address
subscribers-name = Name
subscribers-consent = Consent
subscribers-consent-source = Where they asked for it
subscribers-consent-source-hint = The form, fair or contract. It is kept as evidence.
subscribers-consent-on = When they asked
subscribers-consent-on-hint = Empty: today.
subscribers-again = They unsubscribed once and asked for it anew
subscribers-again-hint = Only then is somebody taken up again who had left.
subscribers-added-by = Entered by
subscribers-add = Add a subscriber
subscribers-added = { $email } gets the newsletter.
subscribers-actions = Actions for { $email }
subscribers-unsubscribe = Unsubscribe
subscribers-unsubscribed = { $email } gets no more mails.
subscribers-forget = Forget
subscribers-forget-confirm = Forget { $email }? Everything about them is deleted. Only a fingerprint of the address stays, so that no import brings them back.
subscribers-forgotten = Everything about them is deleted.
subscribers-export = Export
subscribers-none = Nobody is on the list yet
subscribers-none-text = Import a list, or add people one by one.
subscribers-none-found = Nobody fits this search
subscribers-import = Import a list
subscribers-import-text = Lines that hold no address are shown afterwards; all others are kept. Who unsubscribed or was forgotten is not subscribed again.
subscribers-import-file = CSV file
subscribers-import-file-hint = With columns such as email and name; commas, semicolons or tabs between them.
subscribers-import-lines = Or paste lines
subscribers-import-lines-hint = One address in each line, or Name <address>.
subscribers-import-done = What the import did
subscribers-import-added = New on the list
subscribers-import-known = Were on it, or stand twice
subscribers-import-left = Had left, and stay off
subscribers-import-left-note = Who unsubscribed or was forgotten stays off the list, whatever a file says. If they asked for it anew, add them one by one.
subscribers-import-bounced = Their mail server knows no such address
subscribers-import-bad = Lines without an address
subscribers-import-bad-more = The first { $count } of these lines are shown.
subscribers-import-line = Line
subscribers-import-says = What it says
subscribers-import-cut = An import takes { $limit } lines; those after were not read. Import the rest in a second go.
subscribers-to-list = To the list
error-subscriber_known = This address is on the list already.
error-subscriber_left = This address unsubscribed or was forgotten. Tick below if its person asked for the newsletter anew.
error-subscriber_bounced = The mail server of this address said that there is no such address. Tick below if its person asked for the newsletter anew.
error-newsletter_mail_unset = No mail server is set.
error-newsletter_no_public_address = This instance has no public address, so the link that unsubscribes would lead nowhere. Whoever runs it sets public_url.
error-newsletter_sender_missing = Give an address: this instance has none of its own to send from. Whoever runs it sets mail_from.
error-newsletter_not_sent = Tandem does not send this newsletter just now: switch it on under Sender and imprint, or connect it again.
error-letters_paused = A pause holds. End it first, then send the letters.
newsletter-card = List and sending
newsletter-settings = Sender and imprint
newsletter-settings-text = Who the newsletter is from, and whether Tandem sends it.
newsletter-no-mail = No mail server is set, so posts to this newsletter are published by hand. Whoever runs this instance sets it:
newsletter-sends = Tandem sends this newsletter to its list
newsletter-sends-hint = Otherwise people send it by hand, with the text and tracked links from here.
newsletter-sender-name = Name of the sender
newsletter-sender-name-hint = What people see in their inbox.
newsletter-sender-email = Address of the sender
newsletter-sender-email-hint = Your mail server must be allowed to send for it. Empty: { $usual }
newsletter-domains = Letters may be from addresses of { $domains }. With any other, they are from { $usual }, and answers go to yours.
newsletter-reply-to = Answers go to
newsletter-reply-to-hint = Empty: to the sender.
newsletter-imprint = Imprint
newsletter-imprint-hint = Name and postal address of who answers for it. The law wants it in every mail.
newsletter-saved = Saved. People send this newsletter by hand.
newsletter-saved-sends = Saved. Tandem sends this newsletter.
newsletter-subject-hint = The subject of the mail. Empty: the title of the post.
newsletter-is-sent = Tandem sends it by mail.
newsletter-by-hand = People send it by hand.
newsletter-mail-gone = No mail server is set any more, so people send this newsletter by hand.
newsletter-on-list = On the list
channels-mailed-note = Posts go by mail to everybody on the list, each person once.
letters-title = Letters
letters-recipients = Recipients
letters-sent = Sent
letters-waiting = Waiting
letters-bounced = No such address
letters-unknown = Unclear
letters-leavers = Left by this letter
letters-none = No letters
letters-none-text = When a post to a newsletter falls due, a letter for everybody on its list is written here.
letters-not-sent = Not sent: { $left } had left by then, { $dropped } were dropped.
letters-held = { $count ->
    [one] 1 letter is held, by a pause or because the newsletter was not sent from here. It goes when you say so.
   *[other] { $count } letters are held, by a pause or because the newsletter was not sent from here. They go when you say so.
}
letters-release = Send them
letters-drop = Drop them
letters-waiting-note = { $count ->
    [one] 1 letter is still to go out.
   *[other] { $count } letters are still to go out.
}
letters-drop-confirm = Drop the letters that are not out? Nobody gets them any more.
letters-unknown-note = { $count ->
    [one] The connection broke before the mail server answered for 1 letter. Its person may have it, so it is not sent again by itself.
   *[other] The connection broke before the mail server answered for { $count } letters. Their people may have them, so they are not sent again by themselves.
}
letters-resend = Send to these anyhow
letters-resend-confirm = Whoever has the letter already gets a second one. Send to them anyhow?
letters-failed-note = { $count ->
    [one] 1 letter did not go out. What the mail server said stands below.
   *[other] { $count } letters did not go out. What the mail server said stands below.
}
letters-retry = Try these once more
letters-moved = { $count ->
    [one] Done for 1 letter.
   *[other] Done for { $count } letters.
}
letters-troubled = Letters that did not go well
letters-state = State
letters-state-waiting = Waiting
letters-state-claimed = Waiting
letters-state-sending = Being sent
letters-state-sent = Sent
letters-state-bounced = No such address
letters-state-failed = Not sent
letters-state-unknown = Unclear
letters-state-unsubscribed = Had left
letters-state-held = Held
letters-state-dropped = Dropped
letters-says = What the mail server said
letters-no-address = not shown
letters-error-no_answer = It did not answer.
letters-error-not_ready = The letter could not be made ready, for example because a picture is gone.
letters-error-mail_unreachable = It could not be reached for two days.
letters-reason = You get this mail because you asked for “{ $newsletter }”.
letters-unsubscribe = Unsubscribe
deliveries-error-list_empty = Nobody is on the list of this newsletter.
deliveries-error-letter_no_text = A letter needs a text.
deliveries-error-letter_only_pictures = A letter carries JPEG, PNG and GIF pictures only.
deliveries-error-letter_pictures_too_large = The pictures are larger than 5 MB together.
error-letter_no_text = { $channel }: a letter needs a text.
error-letter_only_pictures = { $channel }: a letter carries JPEG, PNG and GIF pictures only.
error-letter_pictures_too_large = { $channel }: the pictures are larger than 5 MB together.
leave-newsletter-title = Unsubscribe
leave-newsletter-text = Press the button and you will get no more mails of this newsletter.
leave-newsletter-do = Unsubscribe
leave-newsletter-left = You are unsubscribed
leave-newsletter-left-text = You will get no more mails of this newsletter. Was that a mistake?
leave-newsletter-undo = I did not mean it
leave-newsletter-stays = You stay subscribed
leave-newsletter-stays-text = The newsletter keeps coming to you. You can close this page.
leave-newsletter-late = This can no longer be undone here
leave-newsletter-late-text = The link takes back only an unsubscribing by itself, within a day. To get the newsletter again, ask whoever sends it.
