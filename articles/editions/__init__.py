"""The only writer of editions, of sign-offs and of the search index.

`proposals` shows what publishing drafts would do, `restoration` what publishing an old edition
again would. `progress` says where every article stands, and `waiting` what is signed off to be
published. The deeds `submit`, `take_back`, `sign_off`, `publish` (at once or scheduled),
`unschedule`, `withdraw`, `restore` and `copy_to_draft` each take one transaction, and raise a
`PublishingError` with nothing changed when they cannot. `edited` is called wherever a draft is
saved, and `sharing` wherever something is that drafts share.
"""
