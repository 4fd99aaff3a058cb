"""EDGE. Jobs, each of which posts one message, whatever fails: claimed, attempted, settled.

worker.py         claims jobs, and runs each on one replica at a time
questions.py      the kind that answers a question
follow_ups.py     the kinds that follow a proposal, a decision or a vote
duplicates.py     the kind that deletes the later of two replies
running.py        the jobs that run here, their leases, and their limits
backlog.py        who may have more due jobs than were claimed
attempt.py        one attempt at a job: looks for its message before it posts another
settlement.py     after an attempt: done, retried later, or dead
job_log.py        the log of a job, under the id of the request that caused it
queue_monitor.py  what the worker has done lately, and how long jobs wait
timing.py         the job queue's leases, timeouts and pauses, and how often a job is tried
"""
