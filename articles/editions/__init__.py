"""The only writer of editions, of sign-offs and of the search index.

`proposals` shows what publishing drafts would do, `progress` where every article stands, and
`history` what has been published. The actions in `reviewing`, `publishing` and `restoring` each
take one transaction, and raise a `PublishingError` with nothing changed when they cannot. Call
`editing.note_edit` wherever a draft is saved, and `editing.noting_shared_edits` around every
change of what drafts share.
"""
