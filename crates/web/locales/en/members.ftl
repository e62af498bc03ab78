# Signing in, people, brands, the workspace and its settings.
members-mail-invitation-subject = { $name } invites you to { $workspace }
members-mail-invitation-text =
    Hello,

    { $name } invites you to the workspace { $workspace } in Tandem, as { $role }.

    Accept the invitation here; the link works once, for seven days:
    { $url }

    If you did not expect this, you can ignore this letter.
members-mail-reset-subject = Choose a new password for Tandem
members-mail-reset-text =
    Hello,

    somebody asked for a new password for your Tandem account. If it was you, choose it here; the link works once, for one hour:
    { $url }

    If it was not you, ignore this letter: nothing has changed.

settings-tabs = Settings
settings-tab-profile = Profile
settings-tab-sessions = Sign-ins
settings-tab-members = People
settings-tab-brands = Brands
settings-tab-workspace = Workspace
settings-tab-tokens = API tokens
settings-tab-audit = Audit log

members = People
members-text = Who may enter this workspace, as what, and until when.
members-role = Role
members-role-hint = It decides what the person sees and may do. It can be changed at any time.
members-brand = Brand
members-brand-only = Only for one brand
members-brand-hint = Nothing chosen: all brands. A freelancer works on one.
members-all-brands = All brands
members-last-day = Last day
members-last-day-hint = Access ends by itself at the end of this day. A freelancer always has one.
members-access-ends = Access ends
members-access-ended = Ended
members-access-open = No end
members-edit-one = Change access of { $name }
members-changed = The access of { $name } is changed.
members-remove = End access
members-remove-text = Ends the person's access to this workspace at once, with their API tokens. What they did stays on record.
members-remove-confirm = End the access of { $name } now?
members-removed = The access has ended.
members-reset-link = New password link
members-reset-text = For somebody who cannot sign in: a link that works once, for one hour, to choose a new password.
members-reset-mailed = The link was mailed to { $email }.
members-waiting = Invitations that wait
members-invite = Invite somebody
members-invite-submit = Invite
members-invitation-mailed = The invitation was mailed to { $email }.
members-invitation-until = stands until { $when }
members-invitation-expired = has run out
members-invitation-resend = Send again
members-invitation-revoke = Take back
members-invitation-revoke-confirm = Take the invitation of { $email } back?
members-invitation-revoked = The invitation is taken back.
members-handover-no-mail = No mail server is set, so hand this invitation link to { $email } yourself. It is shown only this once, works once, for seven days.
members-handover-failed = The mail server did not take the letter, so hand this invitation link to { $email } yourself. It is shown only this once, works once, for seven days.
members-handover-reset = Hand this link to { $email } yourself, over a way you trust. It is shown only this once, works once, for one hour.
members-merged = One person does it all
members-merged-text = In merged-role mode strategist and community manager may do each other's work and approve their own. The audit log shows who approved what.
members-merged-is-on = On
members-merged-turn-on = Turn merged roles on
members-merged-turn-off = Turn merged roles off
members-merged-on = Merged roles are on.
members-merged-off = Merged roles are off.

brands = Brands
brands-text = What you promote. Goals, campaigns, channels and posts belong to a brand.
brands-first = First brand
brands-first-hint = What you promote: a shop, a product, a client.
brands-name = Name
brands-site = Website
brands-site-hint = Begins with https://
brands-no-site = No website
brands-new = New brand
brands-new-submit = Make the brand
brands-created = { $name } is there. Next, connect its channels.
brands-is-archived = Archived
brands-archive = Archive
brands-archive-text = An archived brand is no longer offered for new work. What it did stays on record.
brands-archive-confirm = Archive { $name }?
brands-archived = { $name } is archived.
brands-restore = Take up again
brands-restore-text = The brand will be offered for new work again.
brands-restored = { $name } is in use again.
brands-tag = Tag for the website
brands-tag-text = Put this line into every page of the brand's website. It counts visits and sales that come from posts, without cookies.
brands-site-key = Site key

workspace = Workspace
workspace-name = Workspace
workspace-name-hint = Your company or agency.
workspace-zone = Time zone
workspace-zone-hint = Dates and times of plans are meant in this zone.
workspace-currency = Currency
workspace-currency-hint = For budgets and costs. Amounts entered so far keep their number; they are not converted.
workspace-hour-rate = Price of an hour
workspace-hour-rate-hint = What an hour of your team's work costs. Hours entered as cost count with it.
workspace-new = Another workspace
workspace-new-text = With its own people, brands and money; you become its owner.
workspace-new-submit = Make the workspace

tokens = API tokens
tokens-text = For programs that work with Tandem's API in your name.
tokens-openapi = Description of the API
tokens-name = What it is for
tokens-name-hint = For example the shop or the report that will use it.
tokens-scopes = What it may do
tokens-scopes-hint = As little as it needs. It never may do more than you.
tokens-last-day = Last day
tokens-last-day-hint = Nothing chosen: it works until you revoke it.
tokens-new = New token
tokens-new-submit = Make the token
tokens-made = Copy the token now: it is shown only this once.
tokens-made-by = Made by
tokens-last-used = Last used
tokens-never-used = Never
tokens-expires = Works until
tokens-no-end = No end
tokens-is-revoked = Revoked
tokens-is-expired = Expired
tokens-revoke = Revoke
tokens-revoke-confirm = Revoke { $name }? Programs that use it stop working at once.
tokens-revoked = The token is revoked.
tokens-none = No tokens yet
tokens-none-text = Make one below for a program of yours.

permission-view = See plans, posts and numbers
permission-manage_goals = Change goals
permission-manage_campaigns = Open and change campaigns
permission-manage_budget = Enter costs and budgets
permission-view_money = See money
permission-write_posts = Write posts
permission-publish = Schedule and publish
permission-approve = Approve
permission-manage_channels = Connect channels
permission-manage_leads = Work on leads and deals
permission-write_conversions = Send conversions
permission-manage_members = Manage people
permission-manage_workspace = Manage workspace, brands and tokens
permission-view_audit = Read the audit log

audit = Audit log
audit-text = Every act in this workspace, latest first. Nothing is ever changed or deleted here.
audit-at = When
audit-who = Who
audit-action = Act
audit-subject = Thing
audit-detail = More
audit-door-user = in the browser
audit-door-token = by API token
audit-door-cli = on the server
audit-door-system = by itself
audit-action-accept_invitation = Accepted an invitation
audit-action-archive_brand = Archived a brand
audit-action-change_brand = Changed a brand
audit-action-change_member = Changed somebody's access
audit-action-change_password = Changed their password
audit-action-change_profile = Changed their profile
audit-action-change_workspace = Changed the workspace
audit-action-create_brand = Made a brand
audit-action-create_reset_link = Made a password link
audit-action-create_token = Made an API token
audit-action-create_workspace = Founded the workspace
audit-action-invite_member = Invited somebody
audit-action-remove_member = Ended somebody's access
audit-action-request_password_reset = A password link was asked for
audit-action-resend_invitation = Sent an invitation again
audit-action-reset_password = A password was reset by link
audit-action-restore_brand = Took a brand up again
audit-action-revoke_invitation = Took an invitation back
audit-action-revoke_other_sessions = Ended their other sign-ins
audit-action-revoke_session = Ended one of their sign-ins
audit-action-revoke_token = Revoked an API token
audit-action-set_merged_roles = Switched merged roles
audit-action-sign_in = Signed in

error-already_member = This person belongs to the workspace already.
error-amount_out_of_range = This amount is out of range.
error-date_far = This lies too far in the future.
error-date_past = This day has passed.
error-email_malformed = Please enter a mail address, such as name@example.com.
error-email_taken = There is an account with this mail address already.
error-last_brand = This is the last brand in use. Make another one first.
error-last_owner = A workspace needs an owner. Make somebody else an owner first.
error-member_elsewhere = This person also belongs to another workspace. They can ask for a link themselves on the sign-in page.
error-name_taken = This name is taken.
error-out_of_range = This number is out of range.
error-owner_whole_workspace = An owner answers for the whole workspace: no single brand can be chosen.
error-owner_without_end = An owner's access has no end.
error-scope_not_held = You may not give what you do not have: { $scope }.
error-scope_unknown = There is no such scope: { $scope }.
error-unknown_choice = Please choose one of the offered values.
error-idempotency_key_malformed = An Idempotency-Key has 1 to 200 visible characters.
error-idempotency_key_reused = This Idempotency-Key came with another request before.
error-idempotency_in_progress = The first request with this Idempotency-Key has no answer yet.
