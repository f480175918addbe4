"""A scheduler in JSON over avmesos: launches a task; with an id it takes over, reconciles, kills and tears down."""
import os
import sys
from avmesos.client import MesosClient

url, account, *more = sys.argv[1:]
again = len(more) > 0
launched = []
client = MesosClient([url], frameworkName='avmesos', frameworkUser=account, frameworkId=more[0] if again else None)
client.set_failover_timeout(600)


def say(*words):
    print(*words, flush=True)


def scalar(name, value):
    return {'name': name, 'type': 'SCALAR', 'scalar': {'value': value}}


def subscribed(driver):
    say('subscribed', client.frameworkId)
    if again:
        driver.reconcile([{'task_id': {'value': 'sleeper.1'}}])


def offers(offers):
    for offer in offers:
        if launched or again:
            offer.decline()
            continue
        launched.append('sleeper.1')
        offer.accept([{
            'name': 'sleeper', 'task_id': {'value': 'sleeper.1'}, 'agent_id': offer.get_offer()['agent_id'],
            'resources': [scalar('cpus', 0.1), scalar('mem', 64)], 'command': {'value': 'sleep 1000'},
            'check': {'type': 'COMMAND', 'command': {'command': {'value': 'exit 3'}}, 'delay_seconds': 0},
        }])


def update(event):
    status = event['status']
    task, state = status['task_id']['value'], status['state']
    say('update', task, state, status.get('reason', ''))
    say('check', status.get('check_status', {}).get('command', {}).get('exit_code', 'not yet'))
    if again and state == 'TASK_RUNNING':
        client.get_driver().kill(status['agent_id']['value'], task)
    if state == 'TASK_KILLED':
        client.get_driver().tearDown()


def error(message):
    say('error', message)
    os._exit(1)  # a scheduler that has failed over gives way


client.on(MesosClient.SUBSCRIBED, subscribed)
client.on(MesosClient.OFFERS, offers)
client.on(MesosClient.UPDATE, update)
client.on(MesosClient.ERROR, error)
client.register()
