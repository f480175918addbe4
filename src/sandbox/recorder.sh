# One for each task, apart from the platform and outside the tenant's cgroup: starts the sandbox, remembers who it is,
# waits for it, and writes down how it ended, so that the agent may be killed at any time in between.
# sh -c SCRIPT recorder FOLDER MEMORY-EVENTS(or -) [CGROUP ...] -- COMMAND ...
# Descriptors for COMMAND: 3-6 listening sockets, 7 the fifo FOLDER/alive, whose closing says that the sandbox's first
# process is gone, 8 the launch plan, 9 and above what bubblewrap reads.
umask 077
trap '' HUP INT TERM PIPE
folder=$1 events=$2
shift 2
groups=
while [ "$1" != -- ]; do
  groups="$groups $1"
  shift
done
shift
read -r boot < /proc/sys/kernel/random/boot_id
(
  trap - HUP INT TERM PIPE
  mkfifo "$folder/alive" && exec 7<> "$folder/alive" || exit 126
  for group in $groups; do echo 0 > "$group/cgroup.procs" || exit 126; done
  # This process becomes COMMAND: pid and start time stay.
  read -r pid stat < /proc/self/stat
  read -r a b c d e f g h i j k l m n o p q r s start rest <<FIELDS
${stat##*) }
FIELDS
  echo "{\"pid\":$pid,\"startTime\":$start,\"bootId\":\"$boot\"}" > "$folder/run.json" || exit 126
  exec "$@"
)
code=$?
exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
kills=0
if [ "$events" != - ]; then
  # The agent, when it is there, may have counted and removed them already.
  while read -r key value; do [ "$key" = oom_kill ] && kills=$value; done 2>/dev/null < "$events"
fi
echo "{\"code\":$code,\"oomKills\":$kills}" > "$folder/exit.new"
sync "$folder/exit.new" 2>/dev/null
mv "$folder/exit.new" "$folder/exit.json"
