alerts-title = Alerts
alerts-text = What you must know without looking for it.
alerts-bell = { $count ->
    [0] Alerts
    [one] Alerts, one unread
   *[other] Alerts, { $count } unread
  }
alerts-none = No alerts
alerts-none-text = When a post fails or a channel needs you, it stands here.
alerts-read = Mark as read
alerts-read-all = Mark all as read
alerts-all-read = All alerts are read.
alerts-cleared = settled
alerts-mail = By mail
alerts-mail-text = Each alert is mailed at most once, unless you have read it before.
alerts-mail-on = Alerts come to you by mail.
alerts-mail-off = Alerts do not come to you by mail.
alerts-mail-turn-on = Mail me
alerts-mail-turn-off = Do not mail me
alerts-mail-saved = Saved.
alerts-no-mail = This instance has no mail server, so nothing is mailed.
alerts-kind-post_failed = Post failed
alerts-kind-post_missed = Post missed
alerts-kind-post_unclear = Post unclear
alerts-kind-post_at_risk = Post at risk
alerts-kind-channel_reconnect = Channel needs you
alerts-kind-post_over_budget = Post over the budget
alerts-kind-letters_failed = Letters not sent
alerts-kind-letters_unclear = Letters unclear
alerts-text-post_failed = “{ $title }” was refused by { $channel } and did not go out.
alerts-text-post_missed = “{ $title }” came too late for { $channel } and was not sent.
alerts-text-post_unclear = Nobody knows whether “{ $title }” is out on { $channel }. Please look, and say so.
alerts-text-post_at_risk = “{ $title }” is due within the hour, and { $channel } does not answer as it should.
alerts-text-channel_reconnect = { $channel } refuses the access. Connect it again.
alerts-text-post_over_budget = “{ $title }” is held: this month’s money of { $channel } does not reach for it.
alerts-text-letters_failed = Letters of “{ $title }” to { $channel } did not go out. Look why, and try them once more.
alerts-text-letters_unclear = Nobody knows whether some letters of “{ $title }” to { $channel } are out. Please say what becomes of them.
alerts-letter-subject = { $kind } – { $workspace }
alerts-letter-text = { $sentence }

    { $url }

    You get this because you may publish for { $workspace }. Alerts by mail are turned on and off here:
    { $settings }
