"""An executor over pymesos: each task runs until it is killed, or ends at once where its data says so."""

from pymesos import Executor, MesosExecutorDriver, decode_data, encode_data


class Sleeper(Executor):
    def registered(self, driver, executor_info, framework_info, agent_info):
        self.name = executor_info["executor_id"]["value"]

    def launchTask(self, driver, task):
        self.tell(driver, task["task_id"], "TASK_RUNNING", data=encode_data(self.name.encode()))
        if decode_data(task.get("data", "")) == b"finish":
            self.tell(driver, task["task_id"], "TASK_FINISHED")

    def killTask(self, driver, task_id):
        self.tell(driver, task_id, "TASK_KILLED")

    def frameworkMessage(self, driver, message):
        driver.sendFrameworkMessage(encode_data(b"heard " + decode_data(message)))

    def tell(self, driver, task_id, state, **more):
        driver.sendStatusUpdate(dict(task_id=task_id, state=state, **more))


MesosExecutorDriver(Sleeper()).run()
