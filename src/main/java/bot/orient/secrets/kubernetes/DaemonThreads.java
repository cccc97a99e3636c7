package bot.orient.secrets.kubernetes;

import java.util.concurrent.ThreadFactory;

/** Makes threads of one name, which keep no process from ending. */
record DaemonThreads(String name) implements ThreadFactory {

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
