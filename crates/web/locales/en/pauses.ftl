pauses-title = Pauses
pauses-text = Nothing goes out while a pause holds, and nothing fires by itself when it is over.
pauses-held = Held posts: { $count }
pauses-none = Nothing is paused, and nothing was
pauses-none-text = When something happens and posts should not go out, pause a channel, a brand or everything here.
pauses-subject = What
pauses-everything = All publishing
pauses-brand = Brand { $name }
pauses-reason = Why
pauses-reason-hint = Everybody whom the pause concerns reads this.
pauses-by = By
pauses-from = From
pauses-from-hint = Empty means now.
pauses-until = Until
pauses-until-hint = Empty means until somebody ends it. Times are in { $zone }.
pauses-open = Open
pauses-holds = Holds
pauses-over = Over
pauses-ahead = Ahead
pauses-begin = Pause publishing
pauses-begin-text = It holds at once, also for posts that are about to go out.
pauses-end = End the pause
pauses-end-confirm = Posts that fell due meanwhile do not go out by themselves: you look through them next. End the pause?
pauses-begun = Paused.
pauses-ended = The pause is over. Look through what it held.
pauses-banner-workspace = All publishing is paused: { $reason }
pauses-banner-brand = { $name } is paused: { $reason }
pauses-banner-channel = { $name } is paused: { $reason }
pauses-banner-until = Until { $when }.
pauses-banner-who = { $who }
pauses-banner-more = { $count ->
    [one] One further pause
   *[other] { $count } further pauses
  }
pauses-banner-look = Look
held-title = Held posts
held-text = They fell due during a pause. Nothing here goes out until you say so.
held-none = Nothing is held
held-none-text = What falls due during a pause waits here.
held-letters = Newsletters with held letters
held-letters-text = They do not go out by themselves.
held-letters-count = { $count ->
    [one] 1 letter
   *[other] { $count } letters
}
held-count = { $count ->
    [one] One post.
   *[other] { $count } posts, the oldest first.
  }
held-chosen = What to do with the chosen posts
held-choose = Choose
held-choose-one = Choose “{ $title }”
held-choose-all = Choose all
held-choose-none = Choose none
held-move-chosen = Schedule the chosen
held-send-chosen = Send the chosen now
held-cancel-chosen = Cancel the chosen
held-post = Post
held-wanted = Was due
held-new-time = New time
held-new-time-of = New time of “{ $title }”
held-move = Schedule
held-send = Send now
held-cancel = Cancel
held-still = Still paused
held-done = { $count ->
    [one] Done with one post.
   *[other] Done with { $count } posts.
  }
held-partly = Done: { $count }. Not done: { $refused }. { $reason }
held-nothing-chosen = Choose at least one post.
error-pause_until = The end must be ahead, and after the beginning.
error-already_paused = That is paused already. End that pause first.
error-pause_over = That pause is over already.
error-delivery_not_held = It is no longer held.
deliveries-error-paused = It fell due during a pause.
held-over-budget = Over the budget
deliveries-error-over_budget = This month’s money of the channel does not reach for it.
