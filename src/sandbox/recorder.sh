# One for each task, apart from the platform and outside the tenant's cgroup: starts the sandbox, remembers who it is,
# waits for it, and writes down how it ended, so that the agent may be killed at any time in between.
# sh -c SCRIPT recorder FOLDER LOG-WRITER-SCRIPT MEMORY-EVENTS(or -) [CGROUP ...] -- COMMAND ...
# Descriptors for COMMAND: 1 and 2 the fifo FOLDER/words, which the log's writer reads, 3-6 listening sockets, 7 the
# fifo FOLDER/alive, whose closing says that the sandbox's first process is gone, 8 the launch plan, 9 and above what
# bubblewrap reads.
umask 077
trap '' HUP INT TERM PIPE
folder=$1 writer=$2 events=$3
shift 3
# Held for both, so that the words stay in it while the writer is killed and started again.
mkfifo -m 622 "$folder/words" && exec 0<>"$folder/words" || exit 126
env -i PATH="$PATH" sh -c "$writer" log-writer "$folder" </dev/null 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&- &
groups=
while [ "$1" != -- ]; do
  groups="$groups $1"
  shift
done
shift
read -r boot < /proc/sys/kernel/random/boot_id
(
  trap - HUP INT TERM PIPE
  exec >"$folder/words" 2>&1
  mkfifo "$folder/alive" && exec 7<> "$folder/alive" || exit 126
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
exec </dev/null 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
kills=0
if [ "$events" != - ]; then
  # The agent, when it is there, may have counted and removed them already.
  while read -r key value; do [ "$key" = oom_kill ] && kills=$value; done 2>/dev/null < "$events"
fi
echo "{\"code\":$code,\"oomKills\":$kills}" > "$folder/exit.new"
sync "$folder/exit.new" 2>/dev/null
mv "$folder/exit.new" "$folder/exit.json"
