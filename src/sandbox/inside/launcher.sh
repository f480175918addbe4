# The sandbox's first process: starts the task's processes side by side, keeps those that are to be kept, ends them.
# Descriptor 8 holds the plan, shell text from the platform (rules/launch-plan.ts): count=N and, for each I below it,
# name_I, restart_I and a function run_I that closes what is not its own and execs; and the function prepare, which goes
# where they begin. With alone=yes the first is the task: this process becomes it, or where there are checks="NAME ..."
# or descriptor 7 is open waits for it; of each check there are delay_NAME, interval_NAME and a function check_NAME that execs, and descriptor 6
# is told how it went. Descriptor 7, where it is open, tells
# the platform by its closing that the task is over, and is not for the processes.
umask 077
ulimit -c 0
# When the whole machine runs out of memory, tenants' processes go before the platform's.
echo 500 > /proc/self/oom_score_adj
[ -d "$STOA_RUNTIME" ] && [ -d "${STOA_WORK:-/}" ] || mkdir -p "$STOA_RUNTIME" ${STOA_WORK:+"$STOA_WORK"} || exit
plan= alone= checks=
while IFS= read -r line; do
  plan="$plan$line
"
done <&8
eval "$plan"
prepare 8<&- || {
  echo "unprepared $?" >&8
  exit 1
}
# Behind the plan, where the platform sees it: the sandbox is made and its first program runs.
echo started >&8
exec 8<&-
# Who becomes the task closes descriptor 7 for it, so where nobody else holds that, somebody waits.
[ -z "$alone" ] || [ -n "$checks" ] || [ -e /proc/self/fd/7 ] || run_0

# await PID: waits for it; code is how it ended
await() {
  while :; do
    wait "$1"
    code=$?
    # A trapped signal ends the wait, not the child.
    kill -0 "$1" 2>/dev/null || break
  done
  # Where both ended at once the first answer may be the signal's. A shell that tells an end once alone says 127.
  wait "$1" 2>/dev/null
  set -- $?
  [ "$1" -eq 127 ] || code=$1
}

# watch NAME: makes its check again and again, and says how it went: NAME CODE WHAT-IT-SAID
watch() {
  eval "delay=\$delay_$1 interval=\$interval_$1"
  sleep "$delay"
  while :; do
    said=$("check_$1" 2>/dev/null)
    echo "$1 $? $said" >&6
    sleep "$interval"
  done
}
if [ -n "$alone" ]; then
  # What ends the task ends its children too.
  trap : TERM
  run_0 &
  task=$!
  exec 3<&- 4<&- 5<&-
  watchers=
  for check in $checks; do
    watch "$check" </dev/null >/dev/null 2>&1 &
    watchers="$watchers $!"
  done
  await "$task"
  kill $watchers 2>/dev/null
  exit "$code"
fi

# keep INDEX: runs one process, again and again if it is to be kept; ends with its code.
keep() {
  trap 'ending=1; kill -TERM "$child" 2>/dev/null' TERM
  ending= pause=0
  eval "name=\$name_$1 restart=\$restart_$1"
  while :; do
    # Opened anew: what one makes of its own, such as not to wait in it, is not made of the others'.
    "run_$1" >>/proc/self/fd/1 2>&1 &
    child=$!
    [ -z "$ending" ] || kill -TERM "$child"
    read -r begun _ < /proc/uptime
    await "$child"
    [ -z "$ending" ] && [ "$restart" = yes ] || exit "$code"
    read -r now _ < /proc/uptime
    if [ $((${now%.*} - ${begun%.*})) -gt 10 ]; then pause=0; fi
    echo "stoa: $name ended with code $code and is started again" >&2
    case $pause in
      0) pause=0.5 ;;
      0.5) sleep 0.5; pause=1 ;;
      *) sleep 1 ;;
    esac
    [ -z "$ending" ] || exit "$code"
  done
}

keepers=
trap 'kill -TERM $keepers 2>/dev/null' TERM
index=0
while [ "$index" -lt "$count" ]; do
  keep "$index" &
  keepers="$keepers $!"
  index=$((index + 1))
done
exec 3<&- 4<&- 5<&- 6<&-
worst=0
for keeper in $keepers; do
  await "$keeper"
  [ "$code" -eq 0 ] || worst=$code
done
exit "$worst"
