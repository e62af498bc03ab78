composer-own = Own text and choices
composer-own-text = Own text for this channel
composer-title = Title
composer-at-most = At most { $count } characters.
composer-placement = Where it appears
composer-placement-feed = Among the posts
composer-placement-story = Story
composer-placement-reel = Reel or short
composer-format-text = text
composer-format-image = picture
composer-format-album = album
composer-format-video = film
composer-format-document = document
composer-format-link = Link card
composer-format-poll = poll
composer-format-thread = thread
composer-link-url = Address
composer-link-title = Heading
composer-link-text = Description
composer-poll = Choices of the poll, one a line
composer-poll-hint = { $least } to { $most } choices of at most { $limit } characters. The text above is the question. Empty: no poll.
composer-poll-open = Open for
composer-as-usual = As the network does it
composer-as-usual-day = 1 day
composer-comment = First comment, sent right after the post
composer-lacks = This channel has no: { $formats }.
composer-thread-hint = To make a thread, put a line of three dashes between the posts:
composer-part = Post { $number }
composer-may-be-refused = Not certain:
composer-price = Costs { $price } US dollars at the network.
composer-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
composer-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
composer-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
composer-for = For { $channel }
composer-poll-of = Poll, open for { $time }
composer-comment-of = First comment
error-post_link_url = The link card needs an address that begins with https://.
choice-privacy = Who sees it
choice-visibility = Who sees it
choice-reply_control = Who may reply
choice-reply_settings = Who may reply
choice-topic_tag = Topic
choice-share_to_feed = Also among the posts
choice-silent = Without a sound
choice-category = Category
choice-categories = Categories
choice-tags = Tags
choice-license = Licence
choice-made_for_kids = Made for children
choice-made_with_ai = Made with AI
choice-ai_generated = Made with AI
choice-synthetic_media = Altered or synthetic content
choice-notify_subscribers = Tell subscribers
choice-nsfw = Not for minors
choice-sensitive = Sensitive content
choice-spoiler = Spoiler
choice-allow_comment = Comments allowed
choice-allow_duet = Duets allowed
choice-allow_stitch = Stitches allowed
choice-brand_organic = Advertises our own brand
choice-brand_content = Advertises another brand
choice-paid_partnership = Paid partnership
choice-comments = Comments
choice-excerpt = Excerpt
choice-status = State on the site
choice-value-yes = Yes
choice-value-no = No
choice-value-true = Yes
choice-value-false = No
choice-value-public = Everybody
choice-value-private = Only the account
choice-value-unlisted = Only with the link
choice-value-everyone = Everybody
choice-value-open = Open
choice-value-closed = Closed
choice-value-publish = Published
choice-value-draft = Draft
composer-fit = Make it fit
composer-version-here = Here instead:
composer-unfit = Take the original
