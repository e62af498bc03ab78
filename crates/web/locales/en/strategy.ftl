strategy-no-data = No data
strategy-newest = Newest click, visit or conversion: { $at }
strategy-source = Source
strategy-source-network = Sum over { $rows } deliveries · { $from } · oldest fetched { $at }
strategy-tab-archived = Archived
strategy-archive = Archive
strategy-restore = Take back
strategy-undo = Undo
strategy-brand = Brand
strategy-trace = Trace
strategy-trace-of = Trace of { $name }
strategy-other-currency = { $count ->
    [one] One conversion in another currency is in no sum
   *[other] { $count } conversions in other currencies are in no sum
}
strategy-margin-unknown = { $count ->
    [one] Of one conversion nobody told the margin
   *[other] Of { $count } conversions nobody told the margin
}

state-reached = Reached
state-on_track = On track
state-watch = Watch
state-behind = Behind
state-late = Late
state-not_begun = Not begun
state-no_data = No data
state-over = Spending too fast
state-under = Spending too slowly
state-planned = Planned
state-running = Running
state-ended = Ended
state-archived = Archived
state-deleted = Deleted

goals-text = What is to be reached by when, and how far it is.
goals-tab-active = At work
goals-new = New goal
goals-new-text = A goal has a number, a day and a person. Everything else hangs on it.
goals-edit = Change goal
goals-create = Set goal
goals-created = Goal set. Next: open a campaign for it.
goals-changed = Goal changed.
goals-archived = Goal archived. You can take it back on this page.
goals-restored = Goal taken back.
goals-none = No goal yet
goals-none-text = Say what is to be reached by when. Campaigns, posts and sales are then measured against it.
goals-none-archived = No archived goal
goals-is-archived = This goal is archived. Campaigns that have no other goal are listed among the orphans.
goals-key = The mark on the bar is where an even pace from start to due day would be.
goals-name = Name
goals-name-hint = In the words of your business: “Sell the summer stock”.
goals-stage = Funnel stage
goals-stage-hint = Which part of the way from stranger to regular customer it works on.
goals-stage-awareness = Awareness
goals-stage-interest = Interest
goals-stage-consideration = Consideration
goals-stage-conversion = Conversion
goals-stage-loyalty = Loyalty
goals-metric = Metric
goals-metric-hint = Money, orders, leads, clicks and visits are counted through the goal’s campaigns, from the first day to the due day. Followers are those of the brand’s channels.
goals-metric-revenue = Sales revenue
goals-metric-margin = Margin
goals-metric-orders = Orders
goals-metric-conversions = Conversions
goals-metric-sign_ups = Sign-ups
goals-metric-leads = Leads
goals-metric-clicks = Clicks
goals-metric-visits = Visits
goals-metric-likes = Likes
goals-metric-replies = Replies
goals-metric-reposts = Reposts
goals-metric-quotes = Quotes
goals-metric-engagements = Engagements (likes, replies, reposts, quotes)
goals-metric-followers = Followers
goals-metric-custom = Another metric, entered by hand
goals-metric-name = Name of the metric
goals-metric-name-hint = For a metric entered by hand: “Shops that sell us”.
goals-unit = Unit
goals-unit-hint = For a metric entered by hand: “shops”, “%”.
goals-baseline = Baseline
goals-baseline-hint = Where it stands now, or what the period before gave. Money in { $currency }.
goals-target = Target
goals-target-hint = Where it is to get. Money in { $currency }.
goals-starts = Starts on
goals-due = Due on
goals-owner = Owner
goals-owner-hint = Who answers for it.
goals-of-target = of { $target }
goals-target-is = target { $target }
goals-until = until { $day }
goals-bar = { $value } of { $target }: { $progress } done, { $expected } expected by now. { $state }.
goals-bar-unknown = No value is known; the target is { $target }. { $state }.
goals-short = { $progress } done, { $expected } expected by now
goals-progress = Progress
goals-expected = Expected by now
goals-forecast = Forecast for the due day
goals-time = Time
goals-source = { $rows } rows of { $from }, newest { $at }
goals-source-none = { $rows } rows of { $from }
goals-source-entered = Entered by { $from }, { $at } ({ $rows })
goals-unknown-no_campaign = The goal has no campaign yet, so nothing can be counted for it.
goals-unknown-no_links = No tracked link has gone out in its campaigns yet.
goals-unknown-no_script = The brand’s pages have told of no visit yet: the tracking script is not in place.
goals-unknown-not_fetched = No network has told this number yet.
goals-unknown-not_entered = Nobody has entered a value yet.
goals-unknown-no_margin = No conversion tells its margin, and the brand has no margin rate.
goals-unknown-hidden = Your role does not see money.
goals-values = Values
goals-values-text = This metric is measured by hand. A second value for the same day replaces the first.
goals-values-none = No value yet.
goals-value = Value
goals-value-day = Day
goals-value-enter = Enter value
goals-value-entered = Value entered.
goals-campaigns-text = What is done for this goal.
goals-campaigns-none = No campaign works for this goal yet

campaigns-text = What is done for which goals, from when to when, for how much.
campaigns-new = New campaign
campaigns-new-text = A campaign belongs to one goal at least; its posts and links carry its name.
campaigns-edit = Change campaign
campaigns-create = Open campaign
campaigns-created = Campaign opened.
campaigns-changed = Campaign changed.
campaigns-archived = Campaign archived. You can take it back on this page.
campaigns-restored = Campaign taken back.
campaigns-none = No campaign yet
campaigns-none-text = A campaign gathers posts, links, costs and what came of them.
campaigns-none-archived = No archived campaign
campaigns-is-archived = This campaign is archived. Its posts stay and go out as planned.
campaigns-no-goal = No goal
campaigns-no-goal-text = None of this campaign’s goals is at work: its posts serve no goal. Edit the campaign and choose one.
campaigns-goal-first = Set a goal first
campaigns-goal-first-text = A campaign works for a goal. There is none yet.
campaigns-name = Name
campaigns-goals = Goals
campaigns-goals-hint = One at least, of the same brand.
campaigns-starts = First day
campaigns-ends = Last day
campaigns-time = Time
campaigns-budget = Budget
campaigns-budget-hint = In the workspace’s currency. 0 is allowed.
campaigns-utm = UTM name
campaigns-utm-hint = utm_campaign in its links: small letters, digits and dashes. Left empty, it is made from the name. Links that went out keep theirs.
campaigns-spent = Spent
campaigns-spending = Budget and cost
campaigns-of-budget = of { $budget }
campaigns-bar = { $spent } of { $budget } spent; { $expected } expected by now.
campaigns-pacing = Pacing
campaigns-pacing-is = pacing { $percent }
campaigns-pacing-rule = Pacing is the share of the budget spent, divided by the share of the time gone by: 100 % is even spending.
campaigns-left = Left
campaigns-daily = Left for each day
campaigns-forecast = Forecast for the end
campaigns-cost-of = On { $place }
campaigns-crawlers = { $count ->
    [one] and one of a crawler
   *[other] and { $count } of crawlers
}
campaigns-last-touch = Last touch
campaigns-deliveries = Deliveries
campaigns-no-deliveries = None yet
campaigns-posts = { $count ->
    [0] Posts
    [one] One post
   *[other] { $count } posts
}
campaigns-post = Post
campaigns-posts-none = No post in this campaign yet

orphans-title = Orphans
orphans-text = Posts and campaigns that serve no goal. Give each a campaign or a goal, or let it go.
orphans-none = Nothing is without a goal
orphans-none-text = Every post belongs to a campaign, and every campaign to a goal.
orphans-campaigns = Campaigns without a goal
orphans-set-goal = Choose a goal
orphans-posts = { $count ->
    [one] One post without a goal
   *[other] { $count } posts without a goal
}
orphans-reason-no_campaign = In no campaign
orphans-reason-no_goal = Its campaign has no goal:
orphans-campaign-for = Campaign for { $name }
orphans-pick = Choose a campaign
orphans-mend = Put there
orphans-mended = The post has its campaign.
orphans-choose = Choose a campaign first.
orphans-not-there = The post cannot go into that campaign.

budget-text = What goes out, on what, and whether it keeps to the plan.
budget-lines = Cost lines
budget-new = New cost line
budget-edit = Change cost line
budget-added = Cost entered.
budget-changed = Cost changed.
budget-deleted = The cost line is out of every sum.
budget-restored = The cost line is back.
budget-none = No cost entered yet
budget-none-text = Enter hours, media, freelancers and tools: without them there is no return on full cost.
budget-none-here = No cost line here yet.
budget-goal-text = Costs of the goal itself, such as research. They stay with the goal and are not shared out.
budget-campaign-text = Costs of the campaign as a whole. In the trace they are shared evenly over its posts.
budget-campaigns = Campaigns at work
budget-kind = Kind
budget-kind-hours = Hours
budget-kind-media = Media
budget-kind-freelancer = Freelancer
budget-kind-influencer = Influencer
budget-kind-tools = Tools
budget-kind-other = Other
budget-place-goal = Goal
budget-place-campaign = Campaign
budget-place-post = Post
budget-place-delivery = Delivery
budget-on = On
budget-on-hint = To enter a cost on a post or delivery, begin on its page or in its trace.
budget-what = What
budget-day = Day
budget-entered = Entered by
budget-amount = Amount
budget-amount-hint = For everything but hours. Only { $currency}, the workspace’s currency, for now.
budget-hours = Hours
budget-hours-hint = 1:30 or 1.5
budget-rate = Rate of an hour
budget-rate-hint = Left empty: { $rate }, the workspace’s rate.
budget-rate-none = The workspace has no rate yet: enter one here.
budget-hours-rate = { $hours } h × { $rate }
budget-label = Note
budget-label-hint = What for, in your own words.
budget-actions = Actions
budget-edit-line = Change { $name }
budget-delete-line = Delete { $name }

trace-text = From any goal, campaign, post, delivery, link or sale: what stands above it, and what came of it.
trace-id = What to trace
trace-id-hint = An id such as post_… or conversion_…, or the address of its page.
trace-without-data = { $count ->
    [one] One number without data
   *[other] { $count } numbers without data
}
trace-follow = Follow
trace-sales = Newest conversions
trace-sales-none = No conversion yet.
trace-above = Above
trace-below = What came of it
trace-below-none = Nothing hangs below this.
trace-below-count = { $count ->
    [0] below
    [one] one below
   *[other] { $count } below
}
trace-more = { $count ->
    [one] and one more, in the sums above
   *[other] and { $count } more, in the sums above
}
trace-here = You are here
trace-page = Open its page
trace-outside = See it where it stands
trace-untitled = Untitled
trace-way = From click to conversion
trace-numbers = Numbers
trace-numbers-hint = Open a number to see where it comes from.
trace-cost-rule = A level’s cost is its own lines and those of all below, plus its even share of the campaign’s or post’s own lines. A goal’s own lines stay with the goal. Conversions count by last touch.
trace-no-money = Your role does not see money.
trace-made = Traced { $at }.
trace-costs = { $count ->
    [one] One cost line
   *[other] { $count } cost lines
}
trace-kind-goal = Goal
trace-kind-campaign = Campaign
trace-kind-post = Post
trace-kind-delivery = Delivery
trace-kind-link = Link
trace-kind-visit = Visit
trace-kind-conversion = Conversion
trace-kind-lead = Lead
trace-told-by-script = told by the script
trace-told-by-api = told by the server API
trace-told-by-lead = a lead that was won
trace-stage-new = New
trace-stage-contacted = Contacted
trace-stage-qualified = Qualified
trace-stage-won = Won
trace-stage-lost = Lost
trace-number-value = Value
trace-number-target = Target
trace-number-progress = Progress
trace-number-clicks = Clicks
trace-number-crawler_clicks = Crawler clicks
trace-number-visits = Visits
trace-number-conversions = Conversions
trace-number-leads = Leads
trace-number-engagements = Engagements
trace-number-likes = Likes
trace-number-reposts = Reposts
trace-number-replies = Replies
trace-number-quotes = Quotes
trace-number-pages = Pages seen
trace-number-revenue = Revenue
trace-number-margin = Margin
trace-number-cost = Full cost
trace-number-cost_direct = Direct cost
trace-number-cost_shared = Shared cost
trace-number-roi = ROI
trace-number-budget = Budget
trace-number-deal_value = Deal value
trace-rule-counted = Rows counted.
trace-rule-newest = The newest number the network told, summed over deliveries.
trace-rule-last_touch = Last touch: conversions whose last click was on these links.
trace-rule-own_and_below = Cost lines here and on everything below.
trace-rule-even_share = An even share, to the cent, of the cost lines that stand on the levels above (campaign and post, not goal).
trace-rule-full_cost = Direct and shared cost together.
trace-rule-return = (margin − full cost) ÷ full cost
trace-rule-as_told = As it was entered or told.
trace-rule-goal_metric = As the goal’s metric is measured, from its first day to its due day.
trace-source-rows = { $rows ->
    [one] One row of { $from }.
   *[other] { $rows } rows of { $from }.
}
trace-source-newest = Newest { $at }.
trace-source-fetched = Oldest fetched { $at }.
trace-unknown-no_links = No tracked link has gone out here yet.
trace-unknown-no_script = The brand’s pages have told of no visit yet.
trace-unknown-no_margin = Nobody told the margin, and the brand has no margin rate.
trace-unknown-no_cost = Without cost there is no return. Enter what it cost.
trace-unknown-no_campaign = The goal has no campaign yet.
trace-unknown-not_fetched = The network has not told it yet.
trace-unknown-not_offered = The network does not offer this number.
trace-unknown-not_entered = Nobody has entered a value yet.
trace-unknown-not_told = Nobody told it.
trace-unknown-hidden = Your role does not see money.

home-title = Where we stand
home-text = Goals against targets, what is off plan, and what it earns.
home-steps = From nothing to the first post
home-steps-text = Four steps, each hangs on the one before. Then every sale can be traced back to the goal.
home-step-done = done
home-step-goal = Set a goal
home-step-text-goal = A number, a day, a person.
home-step-action-goal = Set a goal
home-step-campaign = Open a campaign
home-step-text-campaign = What you do for the goal, from when to when, for how much.
home-step-action-campaign = Open a campaign
home-step-channel = Connect a channel
home-step-text-channel = A Bluesky or Mastodon account to publish on.
home-step-action-channel = Connect a channel
home-step-post = Write a post
home-step-text-post = Its links are tracked by themselves.
home-step-action-post = Write a post
home-month = This month
home-month-conversions = { $count ->
    [0] No conversion over tracked links
    [one] From one conversion over tracked links
   *[other] From { $count } conversions over tracked links
}
home-month-no-script = The brand’s pages have told of no visit yet
home-month-no-margin = Nobody told a margin
home-month-lines = { $count ->
    [0] No cost line
    [one] From one cost line
   *[other] From { $count } cost lines
}
home-month-unattributed = A further { $amount } came without a tracked link.
home-goals = Goals
home-goals-more = { $count ->
    [one] One more goal
   *[other] { $count } more goals
}
home-running = Campaigns that run
home-running-none = No campaign runs today.
home-off = Off plan
home-off-none = Nothing is off plan
home-off-spending = Spending too fast
home-off-orphans = Serves no goal
home-off-orphans-count = { $count ->
    [one] One post without a goal
   *[other] { $count } posts without a goal
}
home-off-channel-unreachable = Channel does not answer
home-off-channel-reconnect = Channel must be connected again
home-next = Goes out next
home-next-none = Nothing is scheduled.

error-not_positive = This must be more than 0.
error-same_as_baseline = The target must differ from the baseline.
error-number_too_large = This number is too large.
error-not_minor_units = Money is given in whole minor units, such as cents.
error-not_whole = This is counted in whole numbers.
error-too_many_decimals = At most six digits after the decimal mark.
error-not_a_member = Choose a person of this workspace.
error-cannot_change = This cannot be changed.
error-in_the_future = This day has not come yet.
error-currency_in_use = There is money in this workspace already, so its currency stays. A new workspace can have another one.
error-currency_unknown = Choose a currency from the list.
error-not_workspace_currency = Only { $currency }, the workspace’s currency, is accepted for now.
error-rate_missing = The workspace has no rate of an hour: enter one.
error-hours_malformed = Please enter hours, such as 1:30 or 1.5.
error-utm_malformed = Only small letters, digits and single dashes or underscores between them, at most 60.
error-before_start = The last day lies before the first.
error-other_brand = This belongs to another brand.
error-archived = This is archived.
error-too_many = Too many.
error-goal_is_measured = Tandem measures this goal itself: no value can be entered.
error-trace_not_found = There is nothing with this id that could be traced.
