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
