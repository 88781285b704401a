"""The language of ``policies/*.yaml``: from files to :class:`~skygw.policy.rules.PolicySet`.

``document`` makes nodes with line numbers of a file, ``place`` reads typed values off them and notes
every problem with its path, ``condition`` and ``policy`` know the words, ``files`` reads a folder,
``fixture`` reads the tests that lie beside the policies.

Every problem of every file is reported at once.  A word of the language that this version cannot carry
out is an error, never a silent downgrade.

May import: ``skygw.policy``, ``skygw.detect``, ``skygw.mail``, yaml.  Only ``skygw.policy`` imports it.
"""
