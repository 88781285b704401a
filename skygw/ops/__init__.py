"""What operators see of a running gateway: log events, metrics, health.

Imports ``twisted.logger`` and ``prometheus_client``, nothing of the relay or the network; ``relay``,
``net``, ``link`` and ``app`` may import it.
"""
