# Posting times of channels, and the queue.
slots-title = Posting times
slots-text = What is added to the queue goes out at the next free one. Times are in { $zone }.
slots-none = No posting times yet. With some, posts can be added to the queue instead of choosing a time for each.
slots-next = Next free posting time
slots-none-free = No free posting time.
slots-set = Set posting times
slots-weekdays = Weekdays
slots-time = Time
slots-add = Add posting times
slots-added = Posting times added.
slots-removed = { $weekday }, { $time }, is no longer a posting time. What is in the queue already keeps its time.
slots-remove = Remove { $weekday }, { $time }
slots-queue = Add to queue
slots-queued = In the queue: each channel at its next free posting time.
slots-fill = { $count ->
    [one] Free posting time of one channel: write a post for it
   *[other] Free posting time of { $count } channels: write a post for it
}
error-no_posting_times = { $channel } has no free posting time. Set posting times on the channel’s page, or choose a time.
error-clock_malformed = Please enter a time such as 09:30.
error-too_many_slots = A channel has at most { $limit } posting times.
error-slot_malformed = A posting time needs a weekday from 1 to 7 and a time such as 09:30.
error-queue_or_time = Either the queue or a time, not both.
audit-action-set_slots = Set a channel’s posting times
