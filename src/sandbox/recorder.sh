# One for each task, apart from the platform and outside the tenant's cgroup: starts the sandbox, remembers who it is,
# waits for it, and writes down how it ended, so that the agent may be killed at any time in between.
# sh -c SCRIPT recorder FOLDER STREAMS(or -) CHECKS(or -) LOG-WRITER-SCRIPT MEMORY-EVENTS(or -) [CGROUP ...] -- COMMAND ...
# Descriptors for COMMAND: 1 and 2 fifos: STREAMS.stdout and STREAMS.stderr, which the scribe reads, or the one
# FOLDER/words, which the log's writer reads; 3-6 listening sockets, 6 the fifo CHECKS, where there is one, 7 the fifo FOLDER/alive, whose closing says that the
# sandbox's first process is gone, 8 the launch plan, 9 and above what bubblewrap reads.
umask 077
trap '' HUP INT TERM PIPE
folder=$1 streams=$2 checks=$3 writer=$4 events=$5
shift 5
# Held for both, so that the words stay in it while who reads them is killed and started again.
if [ "$streams" = - ]; then
  out=$folder/words err=$folder/words
  mkfifo -m 622 "$out" "$folder/alive" && exec 0<>"$out" || exit 126
  env -i PATH="$PATH" sh -c "$writer" log-writer "$folder" </dev/null 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&- &
else
  out=$streams.stdout err=$streams.stderr
  mkfifo -m 622 "$out" "$err" "$folder/alive" && exec 0<>"$out" 1<>"$err" || exit 126
fi
[ "$checks" = - ] || { mkfifo "$checks" && exec 6<>"$checks"; } || exit 126
groups=
while [ "$1" != -- ]; do
  groups="$groups $1"
  shift
done
shift
read -r boot < /proc/sys/kernel/random/boot_id
(
  trap - HUP INT TERM PIPE
  exec >"$out" 2>"$err" 7<> "$folder/alive" || exit 126
  [ "$checks" = - ] || exec 6>"$checks" || exit 126
  for group in $groups; do echo 0 > "$group/cgroup.procs" || exit 126; done
  # This process becomes COMMAND: pid and start time stay.
  read -r pid stat < /proc/self/stat
  read -r a b c d e f g h i j k l m n o p q r s start rest <<FIELDS
${stat##*) }
FIELDS
  echo "{\"pid\":$pid,\"startTime\":$start,\"bootId\":\"$boot\"}" > "$folder/run.json" || exit 126
  exec "$@" </dev/null
)
code=$?
if [ "$streams" = - ]; then
  exec </dev/null
else
  # No writer any more, so that the scribe finds their end; with a reader nothing that is in them is lost until then.
  exec <"$out" 1<"$err"
fi
exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
kills=0
if [ "$events" != - ]; then
  # The agent, when it is there, may have counted and removed them already.
  while read -r key value; do [ "$key" = oom_kill ] && kills=$value; done 2>/dev/null < "$events"
fi
if [ "$streams" = - ]; then
  echo "{\"code\":$code,\"oomKills\":$kills}" > "$folder/exit.new"
  sync "$folder/exit.new" 2>/dev/null
  mv "$folder/exit.new" "$folder/exit.json"
  exit
fi
# Of these there are many. The agent writes down their end, and after a power cut no code is believed.
echo "{\"code\":$code,\"oomKills\":$kills}" > "$folder/exit.json"
tries=0
while [ "$tries" -lt 200 ] && { [ -e "$out" ] || [ -e "$err" ]; }; do
  sleep 0.05
  tries=$((tries + 1))
done
