"""Media servers of calls: rtpengine (the citizen's RTP leg), Janus (rooms, browsers, raw recordings), recordings.

Does not know queues, seats or SIP: the call controller decides who hears whom and calls these modules.
"""
