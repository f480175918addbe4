# One for each task, outside of the tenant's rights and control group: writes what comes out of the fifo FOLDER/words
# into FOLDER/log, and makes that FOLDER/log.1 when it is long. The tenant has the fifo's writing end alone, so no more
# than these two files is ever on the host's disk. Ends when nobody is left who could write.
# sh -c SCRIPT log-writer FOLDER
umask 077
trap '' HUP INT TERM PIPE
longest=2097152
cd "$1" || exit
# For both first, as opening for reading would wait for a writer.
exec 3<>words && exec <words 3<&- || exit
exec >>log
read -r pid stat < /proc/self/stat
read -r a b c d e f g h i j k l m n o p q r s start rest <<FIELDS
${stat##*) }
FIELDS
read -r boot < /proc/sys/kernel/random/boot_id
echo "{\"pid\":$pid,\"startTime\":$start,\"bootId\":\"$boot\"}" > writer.json
while :; do
  read -r _ before < /proc/self/fdinfo/1
  # What there is, at most 64 KiB, at once.
  dd bs=65536 count=1 2>/dev/null
  code=$?
  read -r _ now < /proc/self/fdinfo/1
  [ "$code" -eq 0 ] && [ "$now" = "$before" ] && exit
  # On a full disk the old file is written on.
  if [ "$now" -ge "$longest" ]; then mv -f log log.1 && command exec >log; fi
  # Who prints faster than 640 KiB a second waits.
  sleep 0.1
done 2>/dev/null
