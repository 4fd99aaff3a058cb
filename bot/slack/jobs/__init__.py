"""EDGE. Jobs: claimed, attempted, settled. A message that one posts appears once, whatever fails.

worker.py         claims jobs, but none while Slack refuses the token; runs and counts them
questions.py      the kind of job that answers a question
follow_ups.py     the kinds of job that follow a proposal, a decision or a vote
duplicates.py     the kind of job that deletes the later of two replies
running.py        the jobs that run here, their leases, and their limits
backlog.py        users with due jobs that were not claimed: the worker looks again at once
attempt.py        one attempt at a job: looks for its message before it posts another
settlement.py     after an attempt: done, retried later, or dead-lettered after `most_tries`
job_log.py        the log of a job, under the id of the request that caused it
queue_monitor.py  what the worker has done lately, and how long jobs wait
timing.py         the job queue's leases, timeouts and pauses, and how often a job is tried

Further kinds of job are in `listeners/` and `installing/`, which register them with the worker.
"""
