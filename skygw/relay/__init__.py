"""Both legs and the inspection, told as a story.

``session`` holds one pair; ``envelope`` and ``content`` are its two phases, ``transaction`` what happens to a
complete message, ``upstream`` the far leg.  Legs, clocks and onlookers are protocols (``legs``), so all of
this runs without a socket.  ``net`` and ``app`` import it; it imports neither them nor a reactor.
"""
