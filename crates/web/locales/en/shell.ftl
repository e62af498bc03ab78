# The frame, the components and what all rooms share.
app-name = Tandem
skip-to-content = Skip to content
nav-main = Main navigation
nav-more = More
nav-close = Close menu
nav-group-now = Now
nav-group-plan = Plan
nav-group-publish = Publish
nav-group-learn = Learn
nav-group-workspace = Workspace
nav-home = Home
nav-my-day = My day
nav-goals = Goals
nav-campaigns = Campaigns
nav-budget = Budget
nav-media = Library
nav-posts = Posts
nav-calendar = Calendar
nav-channels = Channels
nav-trace = Trace
nav-links = Links
nav-members = People
nav-settings = Settings
nav-waiting = { $count ->
    [one] 1 waiting
   *[other] { $count } waiting
}

switcher-brand = Brand
switcher-all-brands = All brands
switcher-choose = Choose a brand
user-menu = Your menu
user-account = Your account
user-sign-out = Sign out
user-sign-in = Sign in
user-shortcuts = Keyboard shortcuts
language = Language
theme = Appearance
theme-auto = As the device
theme-light = Light
theme-dark = Dark

action-save = Save
action-cancel = Cancel
action-close = Close
action-back = Back
action-edit = Edit
action-delete = Delete
action-remove = Remove
action-confirm = Confirm
action-new-post = New post
action-search = Search
action-apply = Apply
action-copy = Copy
action-copied = Copied
action-more = More actions
action-dismiss = Dismiss

field-optional = optional
field-choose = Choose …
field-all = All
field-none = Nothing chosen
field-zone = Time zone
field-file-drop = Choose a file or drop it here
field-files-drop = Choose files or drop them here
field-counter = { $count } of { $max }
field-counter-over = { $count } of { $max }, too long
field-show-password = Show
form-faults = { $count ->
    [one] One thing needs your attention
   *[other] { $count } things need your attention
}

confirm-title = Are you sure?
unsaved-changes = There are changes that are not saved.

page-next = Next
page-previous = Previous
page-first = Back to the start
page-list = Pages
breadcrumbs = You are here
table-scroll = { $title } (scrolls sideways)
empty-filtered = Nothing matches this filter.

chart-table = Show as a table
chart-no-data = No data yet
chart-date = Date
chart-not-offered = not offered
chart-range = from { $from } to { $to }
stat-source = { $source }, fetched { $when }
stat-not-offered = Not offered by the network
stat-up = up { $change }
stat-down = down { $change }
stat-same = unchanged

shortcuts-title = Keyboard shortcuts
shortcuts-go = Go to
shortcuts-do = Do
shortcuts-then = then
shortcut-help = Show this list
shortcut-new-post = New post
shortcut-search = Go to the search field
shortcut-close = Close what is open

preferences-saved = Saved.
signed-out = You are signed out.

leave-title = On to { $host }
leave-text = You are being taken to { $host } to give your permission there. You come back here afterwards.
leave-continue = Continue to { $host }

state-draft = Draft
state-awaiting_approval = Awaiting approval
state-scheduled = Scheduled
state-claimed = Starting
state-sending = Sending
state-published = Published
state-retry_at = Will retry
state-processing = Processing
state-unknown = Unclear
state-failed = Failed
state-missed = Missed
state-paused = Paused

role-owner = Owner
role-strategist = Strategist
role-community_manager = Community manager
role-content_editor = Content editor
role-targeter = Targeter
role-analyst = Analyst
role-sales = Sales
role-approver = Approver
role-freelancer = Freelancer

problem-title-sign-in = Please sign in
problem-text-sign-in = This page is only for people who are signed in.
problem-title-not-found = There is nothing here
problem-text-not-found = The page does not exist, or it belongs to a workspace you are not part of.
problem-title-forbidden = Your role does not allow this
problem-text-forbidden = Ask an owner of the workspace if you need it.
problem-title-cross-site = That request came from another site
problem-text-cross-site = For your safety nothing was changed. Go back to Tandem and try it from there.
problem-title-conflict = That is no longer possible
problem-text-conflict = Things have changed since you opened the page. Load it again and look at the new state.
problem-title-unreadable = We could not read that request
problem-text-unreadable = Something in it was missing or malformed. Go back and try again.
problem-title-too-large = That is too large
problem-text-too-large = Try a smaller file or a shorter text.
problem-title-too-many = Too many attempts
problem-text-too-many = Please wait a little and try again.
problem-title-busy = Tandem is busy
problem-text-busy = Something it needs does not answer right now. Nothing was lost; try again in a moment.
problem-title-full = The disk is full
problem-text-full = There is no room left where Tandem keeps its data, so this was not saved. What was saved before is all there. Go back: what you typed is still in the form. Tell whoever runs Tandem to free some space; after that it simply goes on.
problem-title-store = Files cannot be reached
problem-text-store = The place where Tandem keeps files does not take or give them right now. Nothing was changed, and nothing that was saved is lost. Go back: what you typed is still in the form. Try again in a while; if it stays so, tell whoever runs Tandem.
problem-title-internal = Something went wrong on our side
problem-text-internal = The fault has been logged. If it happens again, tell your administrator the request number below.
problem-title-offline = No connection
problem-text-offline = The server cannot be reached. What you typed is still here; try again when you are back online.
problem-text-refused = This part could not be loaded. What you typed is still here; try again in a moment.
problem-request = Request { $id }
problem-home = Go to the start page
problem-reload = Load again

error-required = Please fill this in.
error-number_malformed = Please enter a number.
error-money_malformed = Please enter an amount, such as 1,250.00.
error-date_malformed = Please enter a date.
error-time_malformed = Please enter a date and time.
error-zone_unknown = This is not a time zone we know: { $zone }.
error-time_skipped = On that day the clocks jump from { $before } to { $after }, so this time does not exist. Choose { $before } or earlier, or { $after } or later.
error-text_too_long = Too long: { $length } characters, at most { $limit }.
error-taken = This is already taken.
error-email = Please enter a mail address.
error-url = Please enter a web address, beginning with https://.
error-choice = Please choose one of the offered values.
error-past = This lies in the past.
error-negative = This may not be negative.
error-order = The end must come after the start.
error-network_credentials = The network refused the sign-in. Connect the channel again.
error-network_permission = The account may not do this on the network.
error-network_invalid = The network refuses this content: { $message }
error-network_rate_limited = The network asks us to slow down. Try again in a few minutes.
error-network_not_found = The network does not know this.
error-network_not_offered = The network does not offer this.
error-network_blocked = This address is not open to connections.
error-network_unavailable = The network cannot be reached right now. Try again later.
error-network_timeout = The network did not answer in time. Try again later.
error-network_protocol = The server answered in a way this network does not. Check the address.
error-network_local = The work could not be saved on our side.
error-other = This is not accepted ({ $code }).

date-medium = { $day } { $month } { $year }
date-short = { $day } { $month }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec
weekday-short-1 = Mon
weekday-short-2 = Tue
weekday-short-3 = Wed
weekday-short-4 = Thu
weekday-short-5 = Fri
weekday-short-6 = Sat
weekday-short-7 = Sun
number-thousand = { $number }k
number-million = { $number }M
number-billion = { $number }B
relative-now = just now
relative-soon = in a moment
relative-in-minutes = { $count ->
    [one] in 1 minute
   *[other] in { $count } minutes
}
relative-in-hours = { $count ->
    [one] in 1 hour
   *[other] in { $count } hours
}
relative-in-days = { $count ->
    [one] in 1 day
   *[other] in { $count } days
}
relative-ago-minutes = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
}
relative-ago-hours = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
}
relative-ago-days = { $count ->
    [one] 1 day ago
   *[other] { $count } days ago
}
