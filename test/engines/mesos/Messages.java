import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;

/** Prints the fields of Mesos's v1 messages, and the numbers of its enumerations, as the published package has them. */
public class Messages {
  public static void main(String[] given) {
    print(org.apache.mesos.v1.Protos.getDescriptor());
    print(org.apache.mesos.v1.scheduler.Protos.getDescriptor());
    print(org.apache.mesos.v1.executor.Protos.getDescriptor());
    print(org.apache.mesos.v1.quota.Protos.getDescriptor());
    print(org.apache.mesos.v1.master.Protos.getDescriptor());
  }

  static void print(FileDescriptor file) {
    file.getEnumTypes().forEach(Messages::print);
    file.getMessageTypes().forEach(Messages::print);
  }

  static void print(Descriptor message) {
    for (FieldDescriptor field : message.getFields()) {
      String label = field.isMapField() ? "map" : field.isRequired() ? "required" : field.isRepeated() ? "repeated" : "optional";
      FieldDescriptor value = field.isMapField() ? field.getMessageType().findFieldByName("value") : field;
      String type = value.getType().name().toLowerCase();
      if (value.getJavaType() == FieldDescriptor.JavaType.MESSAGE) type = name(value.getMessageType().getFullName());
      if (value.getJavaType() == FieldDescriptor.JavaType.ENUM) type = name(value.getEnumType().getFullName());
      System.out.println(name(message.getFullName()) + " " + field.getName() + " " + label + " " + field.getNumber() + " " + type);
    }
    message.getEnumTypes().forEach(Messages::print);
    message.getNestedTypes().forEach(Messages::print);
  }

  static void print(EnumDescriptor enumeration) {
    for (EnumValueDescriptor value : enumeration.getValues())
      System.out.println(name(enumeration.getFullName()) + " " + value.getName() + " value " + value.getNumber() + " enum");
  }

  static String name(String full) {
    return full.replaceFirst("^mesos\\.v1\\.", "");
  }
}
